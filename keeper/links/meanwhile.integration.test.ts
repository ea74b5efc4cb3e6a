import { afterEach, expect, it } from "vitest"
import { declineLink } from "@/keeper/links/answer-link"
import { claimLink } from "@/keeper/links/claim-link"
import { findToHold } from "@/keeper/links/hold-new"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { giveLink, goToXero, visit } from "@/keeper/testing/link-visits"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const { mapleFlorist } = TENANTS
const testEnv = shareTestEnv()
afterEach(async () => {
  await emptyTables(testEnv.db, "AuditEvent", "Link", "Grant", "Tenant")
  await testEnv.control.reset()
})

it("a link whose consent Xero has answered cannot be declined, however long its organisations take", async () => {
  const { linkId, token } = await giveLink(testEnv)
  const { consentId } = await goToXero(testEnv.keeper, token)
  expect(await claimLink(testEnv.keeper, { linkId, consentId })).toBe(true)
  await testEnv.db.$executeRaw`UPDATE "Link" SET "claimedUntil" = clock_timestamp()`
  const answered = (answeredAt: Date | null) =>
    testEnv.db.consentRequest.updateMany({ where: { id: consentId }, data: { answeredAt } })
  await answered(new Date())
  expect(await declineLink(testEnv.keeper, { token })).toEqual({ kind: "under_way" })
  await answered(null)
  expect(await declineLink(testEnv.keeper, { token })).toEqual({ kind: "declined" })
})

it("an organisation that a member disconnects while a link's consent is under way waits for an admin", async () => {
  await testEnv.consent({ as: "alice", choose: "mapleFlorist" })
  const { token } = await giveLink(testEnv, { purpose: "reconnect", tenantId: mapleFlorist })
  await visit(testEnv.keeper, token, { as: "alice", choose: "continue" })
  await testEnv.db.link.updateMany({ data: { state: "opened" } })
  await disconnectTenant(testEnv.keeper, testEnv.memberId, mapleFlorist)
  const { id: grantId } = await testEnv.db.grant.findFirstOrThrow({ select: { id: true } })
  const arriving = { grantId, tenantIds: [mapleFlorist], wanted: mapleFlorist }
  expect(await findToHold(testEnv.db, arriving)).toEqual([mapleFlorist])
})
