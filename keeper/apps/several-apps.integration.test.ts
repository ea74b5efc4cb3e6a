import { afterEach, beforeEach, expect, it } from "vitest"
import { startConsent } from "@/keeper/consent/start-consent"
import { openRefreshToken } from "@/keeper/grants/open-refresh-token"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { finishImporting, readTokens, startImported } from "@/keeper/testing/imports"
import { addSecondApp, storeSecret } from "@/keeper/testing/second-app"
import {
  askToken,
  createTestService,
  expireToken,
  formOf,
  openDoor,
} from "@/keeper/testing/services"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { CUSTOM_CLIENT, SANDBOX_CLIENT, SECOND_CLIENT, TENANTS } from "@/sandbox/seed"

let testEnv: TestEnv
let secondId: string

beforeEach(async () => {
  testEnv = await startTestEnv()
  secondId = await addSecondApp(testEnv)
})
afterEach(() => testEnv.close())

it("one Xero user gives consents to two apps, and each chain is refreshed with its own app's secret", async () => {
  const first = await testEnv.consent({ choose: "mapleFlorist" })
  const second = await testEnv.consent({ choose: "mapleFlorist", xeroAppId: secondId })
  expect(second.outcome.kind).toBe("connected")
  expect(second.grantId).not.toBe(first.grantId)
  for (const { grantId } of [first, second])
    expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
  expect((await testEnv.control.state()).connections).toHaveLength(2)
})

it("a changed secret counts from the next request on, in every keeper", async () => {
  const other = await testEnv.openAnother()
  const { grantId } = await testEnv.consent({ choose: "soens", as: "bjorn", xeroAppId: secondId })
  expect(await refreshGrant(other, grantId)).toEqual({ kind: "refreshed" })
  await testEnv.control.registerApp({ ...SECOND, clientSecrets: ["the-secret-that-took-over"] })
  await storeSecret(testEnv, secondId, "the-secret-that-took-over")
  expect(await refreshGrant(other, grantId)).toEqual({ kind: "refreshed" })
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
})

it("an app that Xero refuses has an incident of its own, and the other app's chains go on", async () => {
  const first = await testEnv.consent({ choose: "mapleFlorist" })
  const second = await testEnv.consent({ choose: "soens", as: "bjorn", xeroAppId: secondId })
  await testEnv.control.registerApp({ ...SECOND, clientSecrets: ["one-that-nobody-has-here"] })
  const refused = { kind: "trouble", trouble: "app_fault" }
  expect(await refreshGrant(testEnv.keeper, second.grantId)).toEqual(refused)
  expect(await refreshGrant(testEnv.keeper, first.grantId)).toEqual({ kind: "refreshed" })
  const open = { kind: "app_fault" as const, closedAt: null }
  const select = { xeroAppId: true }
  expect(await testEnv.db.incident.findMany({ where: open, select })).toEqual([
    { xeroAppId: secondId },
  ])
  await testEnv.control.setSecrets(["also-gone"])
  expect(await refreshGrant(testEnv.keeper, first.grantId)).toEqual(refused)
  expect(await testEnv.db.incident.count({ where: open })).toBe(2)
})

it("an app that Xero refuses gives way, within one token request, to an authoriser through another app", async () => {
  const tenantId = TENANTS.mapleFlorist
  const first = await testEnv.consent({ choose: "mapleFlorist", xeroAppId: secondId })
  const second = await testEnv.consent({ choose: "mapleFlorist", as: "bjorn" })
  const door = await openDoor(testEnv)
  const service = await createTestService(testEnv, { tenantIds: [tenantId] })
  const servedBy = async () => (await door.context.tokens.read(tenantId))?.grantId
  expect([(await askToken(door, formOf(service))).status, await servedBy()]).toEqual([
    200,
    first.grantId,
  ])
  await testEnv.control.registerApp({ ...SECOND, clientSecrets: ["one-that-nobody-has-here"] })
  await expireToken(testEnv, door, { tenantId, inSeconds: 0 })
  const { status, body } = await askToken(door, formOf(service))
  expect([status, await servedBy()]).toEqual([200, second.grantId])
  expect(body.warnings).toMatchObject([{ code: "other_authoriser" }])
})

it("an app that was the environment's stays in use when another one takes its place", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  const later = await testEnv.openAnother({
    XERO_CLIENT_ID: SECOND_CLIENT.clientId,
    XERO_CLIENT_SECRETS: SECOND_CLIENT.clientSecret,
  })
  expect(later.xeroAppId).toBe(secondId)
  expect(await refreshGrant(later, grantId)).toEqual({ kind: "refreshed" })
  const rows = await testEnv.db.xeroApp.findMany({
    select: { clientId: true, current: true, usable: true, isDefault: true },
    orderBy: { clientId: "asc" },
  })
  expect(rows).toEqual([
    { clientId: SANDBOX_CLIENT.clientId, current: false, usable: true, isDefault: false },
    { clientId: SECOND_CLIENT.clientId, current: true, usable: true, isDefault: true },
  ])
})

it("a token that another program got through the second app is imported through that app", async () => {
  const { grantId } = await testEnv.consent({ choose: "soens", as: "bjorn", xeroAppId: secondId })
  const { currentTokenSetId } = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  const token = await openRefreshToken(testEnv.keeper, currentTokenSetId ?? "")
  if (token.kind !== "open") throw new Error(token.kind)
  await emptyTables(testEnv.db, "Grant", "Tenant")
  const importId = await readTokens(testEnv, token.value, { xeroAppId: secondId })
  await startImported(testEnv, importId)
  expect(await finishImporting(testEnv, importId)).toMatchObject([{ kind: "connected" }])
  const grant = await testEnv.db.grant.findFirstOrThrow()
  expect(grant.xeroAppId).toBe(secondId)
  expect(await refreshGrant(testEnv.keeper, grant.id)).toEqual({ kind: "refreshed" })
})

it("keepers that start at once with a new app write down one", async () => {
  const fresh = { XERO_CLIENT_ID: "C0FFEE".padEnd(32, "0"), XERO_CLIENT_SECRETS: "made-up-secret" }
  const opened = [1, 2, 3].map(() => testEnv.openAnother(fresh))
  const ids = (await Promise.all(opened)).map(({ xeroAppId }) => xeroAppId)
  expect(new Set(ids).size).toBe(1)
})

it("nobody begins a consent through a retired app, a custom connection or one of another issuer", async () => {
  const begin = () =>
    startConsent(testEnv.keeper, testEnv.memberId, { purpose: "connect", xeroAppId: secondId })
  expect(await begin()).toMatchObject({ kind: "started" })
  for (const change of [
    { retiredAt: new Date() },
    { retiredAt: null, kind: "custom" as const, clientId: CUSTOM_CLIENT.clientId },
    { kind: "web" as const, usable: false },
  ]) {
    await testEnv.db.xeroApp.update({ where: { id: secondId }, data: change })
    expect(await begin()).toEqual({ kind: "not_found" })
  }
})

const SECOND = {
  clientId: SECOND_CLIENT.clientId,
  name: SECOND_CLIENT.name,
  redirectUris: [SANDBOX_CLIENT.redirectUri],
}
