import { beforeEach, expect, it } from "vitest"
import { findReachable } from "@/keeper/services/access/list-reachable"
import { readTenant } from "@/keeper/services/memory/read-tenant"
import { preferAuthoriser, removeAuthoriser } from "@/keeper/tenants/authorisers"
import { listAuthorisers } from "@/keeper/tenants/list-authorisers"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { addSecondApp } from "@/keeper/testing/second-app"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const tenantId = TENANTS.mapleFlorist
const testEnv = shareTestEnv()
let first: string

beforeEach(async () => {
  await testEnv.control.reset()
  await emptyTables(testEnv.db, "Connection", "Grant", "Tenant", "AuditEvent", "ConsentRequest")
  await testEnv.db.xeroApp.deleteMany({ where: { current: false } })
  const taking = { isDefault: true, retiredAt: null }
  await testEnv.db.xeroApp.updateMany({ where: { current: true }, data: taking })
  first = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
  await retireFirstApp()
})

it("who reconnects through another app is nobody else, and has one place however many apps", async () => {
  const bjorn = await testEnv.consent({ choose: "mapleFlorist", as: "bjorn" })
  const { outcome, grantId } = await reconnect()
  expect(outcome).toMatchObject({ kind: "reconnected", added: [], xeroUserName: "Alice Doyle" })
  const authorisers = async () =>
    (await listAuthorisers(testEnv.db, tenantId)).map((one) => one.grantId)
  expect(await authorisers()).toEqual([grantId, first, bjorn.grantId])
  await removeAuthoriser(testEnv.keeper, testEnv.memberId, { tenantId, grantId })
  await reconnect()
  expect(await authorisers()).toEqual([grantId, first, bjorn.grantId])
})

it("the same Xero user through another app is no second authoriser", async () => {
  const choose = { choose: "mapleFlorist", authoriserOf: tenantId }
  expect((await testEnv.consent(choose)).outcome.kind).toBe("same_authoriser")
})

it("services read how many Xero users reach an organisation, and which of them serves it", async () => {
  const { grantId } = await reconnect()
  expect(await counts()).toEqual({ authorisers: 1, working: 1, inUse: 1 })
  const bjorn = await testEnv.consent({ choose: "mapleFlorist", as: "bjorn" })
  expect(await counts()).toEqual({ authorisers: 2, working: 2, inUse: 1 })
  const numbers = [[], [grantId], [grantId, first]].map(
    async (except) => (await readTenant(testEnv.keeper, tenantId, except))?.number,
  )
  expect(await Promise.all(numbers)).toEqual([1, 1, 2])
  const preferred = { tenantId, grantId: bjorn.grantId }
  await preferAuthoriser(testEnv.keeper, testEnv.memberId, preferred)
  const fallen = { state: "ended", endedReason: "refused" } as const
  const own = { id: { in: [bjorn.grantId, grantId] } }
  await testEnv.db.grant.updateMany({ where: own, data: { ...fallen, endedAt: new Date() } })
  expect(await counts()).toEqual({ authorisers: 2, working: 1, inUse: 2 })
})

function reconnect() {
  return testEnv.consent({ choose: "mapleFlorist", reconnect: tenantId })
}

async function counts() {
  const service = { tenantIds: new Set([tenantId]) } as Parameters<typeof findReachable>[1]
  const found = await findReachable(testEnv.db, service, tenantId)
  return {
    authorisers: found?.authorisers,
    working: found?.working,
    inUse: found?.inUse,
  }
}

/** Consents go to a second app from now on, and the first one's chains go on. */
async function retireFirstApp(): Promise<void> {
  const id = await addSecondApp(testEnv)
  const retired = { isDefault: false, retiredAt: new Date() }
  await testEnv.db.xeroApp.updateMany({ where: { current: true }, data: retired })
  await testEnv.db.xeroApp.update({ where: { id }, data: { isDefault: true } })
}
