import { expect, test } from "vitest"
import { shareTestDb } from "@/lib/db/share-test-db"
import { findProvingIssuer } from "@/web/members/sso"
import { addSignedInMember } from "@/web/testing/signed-in-member"

const scratch = shareTestDb()

test.each([
  ["https://id.ledgers.example", "https://id.ledgers.example/", "Ledgers"],
  ["https://id.ledgers.example/", "https://id.ledgers.example", "Ledgers"],
  ["https://id.ledgers.example", "https://id.ledgers.example/other", null],
])("with %s in the settings, a member known at %s confirms at %s", async (entered, own, name) => {
  const { db } = scratch
  await db.ssoSettings.deleteMany()
  await db.ssoSettings.create({ data: { ...SETTINGS, issuer: entered } })
  const { memberId } = await addSignedInMember(db, crypto.randomUUID(), "viewer")
  await db.identity.create({ data: { memberId, issuer: own, subject: memberId } })
  expect(await findProvingIssuer(memberId, db)).toBe(name)
})

const SETTINGS = {
  name: "Ledgers",
  clientId: "tenantry",
  clientSecretSealed: "-",
  fromEnvironment: false,
  newMembers: "invited",
  trustsEmail: false,
} as const
