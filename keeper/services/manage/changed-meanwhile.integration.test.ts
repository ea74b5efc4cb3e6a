import { beforeAll, expect, it } from "vitest"
import { changeService } from "@/keeper/services/manage/change-service"
import { createService } from "@/keeper/services/manage/create-service"
import { findSettings } from "@/keeper/services/manage/tenants"
import { openSession } from "@/keeper/testing/sessions"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { Acting } from "@/lib/members/sudo"
import { seenService } from "@/lib/seen"
import { TENANTS } from "@/sandbox/seed"

const { mapleFlorist, harbourBakery } = TENANTS
const SETTINGS = {
  name: "Ledger export",
  reach: "chosen" as const,
  tenantIds: [mapleFlorist],
  networks: ["203.0.113.0/24"],
  rights: [],
  expiresAt: "2030-01-01T00:00:00.000Z",
}
const testEnv = shareTestEnv()
let acting: Acting
beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ choose: "harbourBakery" })
  acting = { memberId: testEnv.memberId, sessionId: await openSession(testEnv) }
  await testEnv.db.proof.create({ data: { sessionId: acting.sessionId, kind: "password" } })
})

it.each([
  ["name", { name: "Other" }],
  ["networks", { networks: [] }],
  ["rights", { rights: ["make_links" as const] }],
  ["expiry", { expiresAt: null }],
  ["organisations", { tenantIds: [mapleFlorist, harbourBakery] }],
  ["reach", { reach: "all" as const, tenantIds: [] }],
])("overwrites no %s that somebody else has set since the form was shown", async (_, change) => {
  const made = await createService(testEnv.keeper, acting, SETTINGS)
  const serviceId = made.kind === "created" ? made.serviceId : made.kind
  const shown = await findSettings(testEnv.db, serviceId)
  const form = { serviceId, seen: shown === null ? "none" : seenService(shown), ...SETTINGS }
  const first = await changeService(testEnv.keeper, acting, { ...form, ...change })
  expect(first).toEqual({ kind: "changed" })
  const before = await findSettings(testEnv.db, serviceId)
  const late = await changeService(testEnv.keeper, acting, { ...form, name: "Late" })
  expect(late).toEqual({ kind: "changed_meanwhile" })
  expect(await findSettings(testEnv.db, serviceId)).toEqual(before)
})
