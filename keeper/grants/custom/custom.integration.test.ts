import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import { APP_VERBS } from "@/keeper/apps/verbs"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { health } from "@/keeper/server/health"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { checkTenant } from "@/keeper/tenants/check-tenant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import {
  askToken,
  createTestService,
  type Door,
  formOf,
  openDoor,
  type TestService,
} from "@/keeper/testing/services"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { startWork } from "@/keeper/work/start-work"
import { CUSTOM_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"

const { fjordAndFell } = TENANTS
let testEnv: TestEnv
let door: Door
let service: TestService
let work: { stop(): Promise<void> }
let xeroAppId: string

beforeAll(async () => {
  // A request has the time that a busy machine needs; only the waits between them are short.
  const timings = { tokenTimeout: 10_000, lease: 3_000, lateRetry: 300, check: 3_000, workPoll: 50 }
  testEnv = await startTestEnv({ pace: 0.01, timings })
  door = await openDoor(testEnv)
  service = await createTestService(testEnv)
})
afterAll(() => testEnv.close())
beforeEach(async () => {
  await testEnv.control.reset()
  const added = await APP_VERBS.addXeroApp(testEnv.keeper, testEnv.memberId, APP, "-")
  if (added.kind !== "added") throw new Error(added.kind)
  xeroAppId = added.xeroAppId
  // The app is the one of the test before, and a token that has just come is not asked for again.
  await testEnv.db.tokenSet.updateMany({ data: { receivedAt: new Date(0) } })
  work = startWork(testEnv.keeper)
})
afterEach(async () => {
  await work.stop()
  const gone = { xeroAppId, grants: "keep" as const }
  await APP_VERBS.removeXeroApp(testEnv.keeper, testEnv.memberId, gone, "-")
})

it("waits for the consent in Xero, finds its organisation, and is deactivated and back as Xero says", async () => {
  await expect.poll(lastOutcome, LONG).toBe("no_consent")
  expect(await standing()).toBe(null)
  await consent()
  await expect.poll(standing, LONG).toBe("healthy:ok")
  expect(await askToken(door, wanted())).toMatchObject({ status: 200 })
  await testEnv.control.endCustomConsent(CUSTOM_CLIENT.clientId)
  await expect.poll(standing, LONG).toBe("disconnected_in_xero:deactivated")
  expect((await askToken(door, wanted())).status).toBe(409)
  await consent()
  await expect.poll(standing, LONG).toBe("healthy:ok")
})

it.each([
  ["a refusal of the grant", { customRefusal: "invalid_grant" as const }],
  ["a refusal of access", { customRefusal: "access_denied" as const }],
  ["a token that reaches nothing", { customRefusal: "empty_list" as const }],
  ["a list that Xero keeps to itself", { customList: "refused" as const }],
])("understands a missing consent and a given one by %s", async (_what, options) => {
  await testEnv.control.setOptions(options)
  await expect.poll(lastOutcome, LONG).toBe("no_consent")
  await consent()
  await expect.poll(standing, LONG).toBe("healthy:ok")
})

it("says that Xero refuses the app, and another app's troubles are not its own", async () => {
  await consent()
  await expect.poll(standing, LONG).toBe("healthy:ok")
  const atXero = { ...AT_XERO, clientSecrets: ["a-secret-that-took-over"] }
  await testEnv.control.registerApp(atXero)
  const { id } = await grant()
  await refreshGrant(testEnv.keeper, id, { asked: true, wait: true })
  expect(await standing()).toBe("paused:app_refused")
  expect(await health(testEnv.keeper)).toMatchObject({ appFault: "invalid_client" })
  const clientSecret = "a-secret-that-took-over"
  const second = { xeroAppId, clientSecret }
  await APP_VERBS.addXeroAppSecret(testEnv.keeper, testEnv.memberId, second, "-")
  await expect.poll(standing, LONG).toBe("healthy:ok")
})

it("a member who disconnects it is told that Xero is not, and it stays away from the list until asked for", async () => {
  await consent()
  await expect.poll(standing, LONG).toBe("healthy:ok")
  const gone = await disconnectTenant(testEnv.keeper, testEnv.memberId, fjordAndFell)
  expect(gone).toEqual({ kind: "disconnected", toldXero: false })
  await checkGrant(testEnv.keeper, (await grant()).id)
  expect(await standing()).toBe("removed:by_member")
  expect((await testEnv.control.state()).connections).toHaveLength(1)
  expect(await checkTenant(testEnv.keeper, testEnv.memberId, fjordAndFell)).toEqual({
    kind: "listed",
  })
  expect(await standing()).toBe("healthy:ok")
})

it("fifty callers of two keepers on an expired token cost one request, and no token is stored unsealed", async () => {
  await consent()
  await expect.poll(standing, LONG).toBe("healthy:ok")
  await work.stop()
  const other = await testEnv.openAnother()
  const otherDoor = await openDoor(testEnv, { keeper: other })
  // However long the one request takes.
  for (const { timings } of [testEnv.keeper, other]) timings.lease = 15_000
  await testEnv.db.tokenSet.updateMany({ data: { accessTokenExpiresAt: new Date(0) } })
  door.context.tokens.clear()
  const before = await countAppTokens()
  const asking = Array.from({ length: 50 }, (_, n) => askToken(n % 2 ? door : otherDoor, wanted()))
  const replies = await Promise.all(asking)
  expect(new Set(replies.map((one) => one.status))).toEqual(new Set([200]))
  const tokens = new Set(replies.map((one) => String(one.body.access_token)))
  expect(tokens.size).toBe(1)
  expect((await countAppTokens()) - before).toBe(1)
  const rows = await testEnv.db.tokenSet.findMany({ omit: { accessTokenSealed: false } })
  for (const token of tokens) expect(JSON.stringify(rows)).not.toContain(token)
  await otherDoor.close()
})

const LONG = { timeout: 25_000, interval: 100 }
const SCOPES = ["accounting.settings.read"]
const APP = {
  kind: "custom" as const,
  name: CUSTOM_CLIENT.name,
  clientId: CUSTOM_CLIENT.clientId,
  clientSecrets: [CUSTOM_CLIENT.clientSecret],
  scopes: SCOPES,
}
const AT_XERO = {
  clientId: CUSTOM_CLIENT.clientId,
  name: CUSTOM_CLIENT.name,
  clientSecrets: [CUSTOM_CLIENT.clientSecret],
  scopes: ["accounting.settings.read", "accounting.invoices.read"],
  custom: { state: "active" as const, xeroUserId: XERO_USERS.bjorn, tenantId: fjordAndFell },
}

function consent(): Promise<void> {
  return testEnv.control.consentToCustomApp({
    clientId: CUSTOM_CLIENT.clientId,
    tenantId: fjordAndFell,
  })
}

async function grant(): Promise<{ id: string; lastOutcome: string | null }> {
  const select = { id: true, lastOutcome: true }
  return testEnv.db.grant.findFirstOrThrow({ where: { xeroAppId }, select })
}

async function lastOutcome(): Promise<string | null> {
  return (await grant()).lastOutcome
}

async function standing(): Promise<string | null> {
  const [row] = await testEnv.db.$queryRaw<{ standing: string }[]>`
    SELECT "status" || ':' || "reason" AS "standing" FROM "TenantOverview"
    WHERE "tenantId" = ${fjordAndFell}::uuid`
  return row?.standing ?? null
}

function wanted(): Record<string, string> {
  return { ...formOf(service), resource: fjordAndFell }
}

async function countAppTokens(): Promise<number> {
  const { counters } = await testEnv.control.state()
  return counters.tokenRequests.filter((one) => one.grantType === "client_credentials").length
}
