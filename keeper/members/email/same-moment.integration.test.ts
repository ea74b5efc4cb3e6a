import { beforeEach, expect, it } from "vitest"
import { acceptInvitation } from "@/keeper/members/accept-invitation"
import { approveEmailChange } from "@/keeper/members/email/confirm-change"
import { issuePasswordLink, withdrawInvitations } from "@/keeper/members/invitations"
import { overtake } from "@/keeper/testing/overtake"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { Tx } from "@/lib/db/create-db"

const testEnv = shareTestEnv()
const PASSWORD = "jodhpur-mangrove-lantern"
let people = 0
let [oldEmail, newEmail] = ["", ""]
let memberId: string

beforeEach(async () => {
  people += 1
  ;[oldEmail, newEmail] = [`vera.${people}@ledgers.example`, `quill.${people}@maple.example`]
  memberId = await addMember(testEnv.db, oldEmail)
})

it("an address that somebody takes while it is being confirmed stays theirs", async () => {
  await askFor(newEmail)
  const confirmed = await overtake(testEnv.db, {
    hold: (tx) => addMember(tx, newEmail),
    act: approve,
    meanwhile: async () => {},
  })
  expect(confirmed).toEqual({ kind: "email_taken" })
})

it("a role is changed while the member's new address is being confirmed, and both hold", async () => {
  await askFor(newEmail)
  const confirmed = await overtake(testEnv.db, {
    hold: (tx) => tx.member.update({ where: { id: memberId }, data: { role: "admin" } }),
    act: approve,
    meanwhile: (tx) => tx.member.update({ where: { id: memberId }, data: { name: "Vera Quill" } }),
  })
  expect(confirmed).toEqual({ kind: "email_changed" })
  const member = await testEnv.db.member.findUniqueOrThrow({ where: { id: memberId } })
  expect(member).toMatchObject({ role: "admin", name: "Vera Quill", email: newEmail })
})

it("a password link that an owner replaces while it is being used no longer works", async () => {
  const issued = await issuePasswordLink(testEnv.keeper, testEnv.memberId, { memberId })
  if (issued.kind !== "invited") throw new Error(issued.kind)
  const use = { token: issued.token, name: "Vera", password: PASSWORD }
  const used = await overtake(testEnv.db, {
    hold: (tx) => tx.$queryRaw`SELECT FROM "Member" WHERE "id" = ${memberId}::uuid FOR SHARE`,
    act: () => acceptInvitation(testEnv.keeper, use),
    meanwhile: (tx) => withdrawInvitations(tx, testEnv.memberId, { email: oldEmail }),
  })
  expect(used).toEqual({ kind: "gone" })
})

async function addMember(db: Pick<Tx, "member">, email: string): Promise<string> {
  const data = { email, name: "Vera", role: "viewer", passwordHash: "none" } as const
  return (await db.member.create({ data, select: { id: true } })).id
}

async function askFor(email: string): Promise<void> {
  const expiresAt = new Date(Date.now() + 60_000)
  await testEnv.db.emailChange.create({ data: { memberId, email, expiresAt } })
}

function approve() {
  return approveEmailChange(testEnv.keeper, testEnv.memberId, { memberId, email: newEmail })
}
