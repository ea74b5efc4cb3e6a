import { beforeAll, beforeEach, expect, it } from "vitest"
import { APP_VERBS } from "@/keeper/apps/verbs"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { checkTenant } from "@/keeper/tenants/check-tenant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { emptyTables } from "@/keeper/testing/empty-tables"
import {
  askToken,
  createTestService,
  type Door,
  expireToken,
  formOf,
  openDoor,
  type TestService,
} from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { CUSTOM_CLIENT, TENANTS } from "@/sandbox/seed"

const { fjordAndFell, soens } = TENANTS
const testEnv = shareTestEnv()
let door: Door
let service: TestService
let xeroAppId: string

beforeAll(async () => {
  door = await openDoor(testEnv)
  service = await createTestService(testEnv)
})
beforeEach(async () => {
  await testEnv.control.reset()
  await emptyTables(testEnv.db, "Grant", "Tenant")
  await testEnv.db.xeroApp.deleteMany({ where: { kind: "custom" } })
  await consentTo(fjordAndFell)
  await addApp()
})

it.each([
  ["Xero lists it", {}],
  ["Xero keeps its list to itself", { customList: "refused" as const }],
])(
  "no token is handed out for an organisation once it would reach another one: %s",
  async (_what, options) => {
    await testEnv.control.setOptions(options)
    await consentTo(soens)
    await expire()
    expect((await ask(fjordAndFell)).status).toBe(409)
    expect((await ask(soens)).status).toBe(200)
    expect(await standings()).toEqual(["disconnected_in_xero:deactivated", "healthy:ok"])
    const checked = await checkTenant(testEnv.keeper, testEnv.memberId, fjordAndFell)
    expect(checked).toEqual({ kind: "not_listed" })
  },
)

it.each([
  ["answers nothing", { kind: "status", status: 503 } as const],
  ["names it in no readable way", { kind: "body", body: '[{"tenantName":"Fjord"}]' } as const],
])("no new token is used while Xero %s when asked what it reaches", async (_what, fault) => {
  for (const target of ["connections", "api"] as const)
    await testEnv.control.addFault({ target, times: 0, ...fault })
  expect(await renew()).toEqual({ kind: "trouble", trouble: "unknown" })
  expect(await standings()).toEqual(["xero_not_answering:refresh"])
  // The one before still lives.
  expect((await ask(fjordAndFell)).status).toBe(200)
  await expire()
  expect((await ask(fjordAndFell)).status).toBe(503)
  await testEnv.control.clearFaults()
  expect(await renew()).toEqual({ kind: "refreshed" })
  expect((await ask(fjordAndFell)).status).toBe(200)
  expect(await standings()).toEqual(["healthy:ok"])
})

it("an app that was removed and is added again brings back what Xero lists, and nothing else", async () => {
  await removeApp()
  expect(await standings()).toEqual(["removed:by_member"])
  await addApp()
  expect(await standings()).toEqual(["healthy:ok"])
  expect((await ask(fjordAndFell)).status).toBe(200)
  await disconnectTenant(testEnv.keeper, testEnv.memberId, fjordAndFell)
  await removeApp()
  await addApp()
  expect(await standings()).toEqual(["healthy:ok"])
  await removeApp()
  await consentTo(soens)
  await addApp()
  expect(await standings()).toEqual(["removed:by_member", "healthy:ok"])
})

async function addApp(): Promise<void> {
  const { name, clientId, clientSecret } = CUSTOM_CLIENT
  const app = { name, clientId, clientSecrets: [clientSecret], scopes: SCOPES }
  const input = { kind: "custom", ...app } as const
  const added = await APP_VERBS.addXeroApp(testEnv.keeper, testEnv.memberId, input, "-")
  if (added.kind !== "added") throw new Error(added.kind)
  xeroAppId = added.xeroAppId
  expect(await renew()).toEqual({ kind: "refreshed" })
}

async function removeApp(): Promise<void> {
  const input = { xeroAppId, grants: "keep" } as const
  await APP_VERBS.removeXeroApp(testEnv.keeper, testEnv.memberId, input, "-")
}

async function renew() {
  const { id } = await testEnv.db.grant.findFirstOrThrow({ where: { xeroAppId } })
  return refreshGrant(testEnv.keeper, id, { asked: true, wait: true })
}

function consentTo(tenantId: string): Promise<void> {
  return testEnv.control.consentToCustomApp({ clientId: CUSTOM_CLIENT.clientId, tenantId })
}

function expire(): Promise<void> {
  return expireToken(testEnv, door, { tenantId: fjordAndFell, inSeconds: 0 })
}

function ask(resource: string) {
  return askToken(door, { ...formOf(service), resource })
}

/** Of fjordAndFell, and of soens where that is known here. */
async function standings(): Promise<string[]> {
  const rows = await testEnv.db.$queryRaw<{ standing: string }[]>`
    SELECT "status" || ':' || "reason" AS "standing" FROM "TenantOverview" ORDER BY "tenantId" = ${soens}::uuid`
  return rows.map((row) => row.standing)
}

const SCOPES = ["accounting.settings.read"]
