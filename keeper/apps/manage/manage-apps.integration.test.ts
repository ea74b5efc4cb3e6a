import { expect, it } from "vitest"
import { APP_VERBS } from "@/keeper/apps/verbs"
import { startConsent } from "@/keeper/consent/start-consent"
import { countConnections } from "@/keeper/counted/count-connections"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { AppOperationName } from "@/lib/contract/app-operations"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { SANDBOX_CLIENT, SECOND_CLIENT, TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()
let secondId: string
let grantId: string

it("an owner adds a second web app, once, and its secret is sealed and in no event", async () => {
  const added = await ask("addXeroApp", SECOND)
  expect(added.kind).toBe("added")
  if (added.kind === "added") secondId = added.xeroAppId
  expect(await ask("addXeroApp", SECOND)).toEqual({ kind: "client_id_taken" })
  const row = await testEnv.db.xeroApp.findUniqueOrThrow({
    where: { id: secondId },
    omit: { clientSecretsSealed: false },
  })
  expect(row).toMatchObject({ usable: true, current: false, secretHints: ["-one"] })
  const told = JSON.stringify([row, await testEnv.db.auditEvent.findMany()], asText)
  expect(told).not.toContain(SECOND_CLIENT.clientSecret)
})

it("Test it says which of two secrets Xero accepts, and that one is marked", async () => {
  const clientSecret = "a-made-up-secret-that-is-wrong"
  expect(await ask("addXeroAppSecret", { xeroAppId: secondId, clientSecret })).toEqual({
    kind: "secret_added",
  })
  expect(await ask("testXeroApp", { xeroAppId: secondId })).toEqual({
    kind: "tested",
    secrets: ["yes", "no"],
    redirectUri: "yes",
    appConnections: "yes",
    consent: null,
  })
  await testEnv.control.registerApp({
    ...AT_XERO,
    redirectUris: ["https://other.example/callback"],
    clientSecrets: [clientSecret],
    appConnections: false,
  })
  expect(await ask("testXeroApp", { xeroAppId: secondId })).toMatchObject({
    secrets: ["no", "yes"],
    redirectUri: "no",
    appConnections: "no",
  })
  await expect.poll(acceptedSecret).toBe(1)
  const hint = "-one"
  const first = { xeroAppId: secondId, position: 0, hint }
  expect(await ask("removeXeroAppSecret", first)).toEqual({ kind: "secret_removed" })
  // Whoever still sees the old list removes nothing by it.
  expect(await ask("removeXeroAppSecret", first)).toEqual({ kind: "not_found" })
  expect(await ask("removeXeroAppSecret", { ...first, hint: "rong" })).toEqual({
    kind: "last_secret",
  })
})

it("Test it cannot tell while Xero does not answer, and changes nothing", async () => {
  await testEnv.control.addFault({ target: "token", kind: "status", status: 503, times: 2 })
  expect(await ask("testXeroApp", { xeroAppId: secondId })).toMatchObject({
    secrets: ["unknown"],
    appConnections: "unknown",
  })
})

it("new consents go through the app that an owner chooses, until it is retired", async () => {
  await testEnv.control.registerApp(AT_XERO)
  await ask("addXeroAppSecret", { xeroAppId: secondId, clientSecret: SECOND_CLIENT.clientSecret })
  expect(await ask("chooseXeroApp", { xeroAppId: secondId })).toEqual({ kind: "chosen" })
  grantId = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
  expect(await appOf(grantId)).toBe(secondId)
  const keep = { xeroAppId: secondId, grants: "keep" as const }
  expect(await ask("removeXeroApp", keep)).toEqual({ kind: "retired" })
  expect(await ask("chooseXeroApp", { xeroAppId: secondId })).toEqual({ kind: "takes_no_consents" })
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
  const other = await testEnv.consent({ choose: "soens", as: "bjorn" })
  expect(await appOf(other.grantId)).toBe(testEnv.keeper.xeroAppId)
})

it("removing an app with its consents revokes them at Xero and forgets its secrets", async () => {
  const revoke = { xeroAppId: secondId, grants: "revoke" as const }
  await countConnections(testEnv.keeper)
  const counted = { where: { xeroAppId: secondId } }
  expect(await testEnv.db.appConnection.count(counted)).toBe(1)
  expect(await ask("removeXeroApp", revoke)).toEqual({ kind: "removed" })
  expect(await testEnv.db.appConnection.count(counted)).toBe(0)
  const { chains } = await testEnv.control.state()
  expect(chains.filter((one) => one.clientId === SECOND.clientId).map((one) => one.alive)).toEqual([
    false,
  ])
  const { clientSecretsSealed } = await testEnv.db.xeroApp.findUniqueOrThrow({
    where: { id: secondId },
    select: { clientSecretsSealed: true },
  })
  expect(clientSecretsSealed).toBe("")
  const begun = await startConsent(testEnv.keeper, testEnv.memberId, {
    purpose: "reconnect",
    tenantId: TENANTS.mapleFlorist,
  })
  expect(begun).toMatchObject({ kind: "started" })
  expect((await ask("addXeroApp", SECOND)).kind).toBe("added")
})

it("an app that was entered as the wrong kind comes back as the right one, unless it has reached an organisation", async () => {
  const clientId = "C0FFEE".padEnd(32, "0")
  const custom = { kind: "custom" as const, scopes: ["accounting.settings.read"] }
  const wrong = await ask("addXeroApp", { ...SECOND, ...custom, clientId })
  if (wrong.kind !== "added") throw new Error(wrong.kind)
  const taken = { kind: "client_id_taken" }
  expect(await ask("addXeroApp", { ...SECOND, clientId })).toEqual(taken)
  const removal = { grants: "keep" as const }
  await ask("removeXeroApp", { xeroAppId: wrong.xeroAppId, ...removal })
  expect(await ask("addXeroApp", { ...SECOND, clientId })).toEqual(wrong)
  const row = await testEnv.db.xeroApp.findUniqueOrThrow({ where: { id: wrong.xeroAppId } })
  expect(row.kind).toBe("web")
  await ask("removeXeroApp", { xeroAppId: secondId, ...removal })
  expect(await ask("addXeroApp", { ...SECOND, ...custom })).toEqual(taken)
})

it("nothing about the environment's app is changed here", async () => {
  const { xeroAppId } = testEnv.keeper
  const clientSecret = "another-secret-from-nowhere"
  const fixed = { kind: "from_environment" }
  const { scopes } = SECOND
  expect(await ask("changeXeroApp", { xeroAppId, name: "Mine", scopes })).toEqual(fixed)
  expect(await ask("addXeroAppSecret", { xeroAppId, clientSecret })).toEqual(fixed)
  expect(await ask("retireXeroApp", { xeroAppId, retired: true })).toEqual(fixed)
  expect(await ask("removeXeroApp", { xeroAppId, grants: "revoke" })).toEqual(fixed)
})

const SCOPES = ["openid", "profile", "email", "accounting.settings.read", "offline_access"]
const SECOND = {
  kind: "web" as const,
  name: SECOND_CLIENT.name,
  clientId: SECOND_CLIENT.clientId,
  clientSecrets: [SECOND_CLIENT.clientSecret],
  scopes: SCOPES,
}
const AT_XERO = {
  clientId: SECOND_CLIENT.clientId,
  name: SECOND_CLIENT.name,
  clientSecrets: [SECOND_CLIENT.clientSecret, "a-made-up-secret-that-is-wrong"],
  redirectUris: [SANDBOX_CLIENT.redirectUri],
}

function ask<N extends AppOperationName>(
  name: N,
  input: OperationInput<N>,
): Promise<OperationOutput<N>> {
  return APP_VERBS[name](testEnv.keeper, testEnv.memberId, input, "-")
}

async function acceptedSecret(): Promise<number | null> {
  const where = { id: secondId }
  const select = { acceptedSecret: true }
  return (await testEnv.db.xeroApp.findUniqueOrThrow({ where, select })).acceptedSecret
}

async function appOf(id: string): Promise<string> {
  const select = { xeroAppId: true }
  return (await testEnv.db.grant.findUniqueOrThrow({ where: { id }, select })).xeroAppId
}

function asText(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value
}
