import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { removeFactor } from "@/keeper/members/factors/remove-factor"
import { changeSso, removeSso } from "@/keeper/sso/settings/change-sso"
import { limitPasswords } from "@/keeper/sso/settings/limit-passwords"
import { readSso } from "@/keeper/sso/settings/read-sso"
import { testSso } from "@/keeper/sso/settings/test-sso"
import { openProvenSession } from "@/keeper/testing/sessions"
import { type SsoTestEnv, startSsoTestEnv } from "@/keeper/testing/sso-test-env"
import { hashPassword } from "@/lib/members/password"
import { usablePasswordHash } from "@/lib/members/usable-password"

let testEnv: SsoTestEnv
let stranger: Server
let answer: { status: number; body: string }
beforeAll(async () => {
  testEnv = await startSsoTestEnv()
  stranger = createServer((_, response) => {
    response.writeHead(answer.status)
    response.end(answer.body)
  })
  await new Promise<void>((listening) => stranger.listen(0, "127.0.0.1", listening))
})
beforeEach(() => testEnv.configure())
afterAll(async () => {
  stranger.close()
  await testEnv.close()
})

it("keeps the client's secret sealed, and for this client at this issuer alone", async () => {
  const { db, keeper, issuer } = testEnv
  const row = await db.ssoSettings.findFirstOrThrow({ select: { clientSecretSealed: true } })
  expect(row.clientSecretSealed).not.toContain(issuer.clientSecret)
  expect(await readSso(keeper)).toMatchObject({ clientSecret: issuer.clientSecret })
  await db.ssoSettings.updateMany({ data: { issuer: "https://evil.example" } })
  expect(await readSso(keeper)).toMatchObject({ clientSecret: null })
})

it("keeps the stored secret where none is entered, unless client or issuer is another", async () => {
  const { keeper, memberId, issuer } = testEnv
  const settings = await stored()
  const named = { settings: { ...settings, name: "Other" }, clientSecret: null }
  expect(await changeSso(keeper, memberId, named)).toEqual({ kind: "changed" })
  expect(await readSso(keeper)).toMatchObject({ name: "Other", clientSecret: issuer.clientSecret })
  const event = await testEnv.db.auditEvent.findFirstOrThrow({
    where: { kind: "sso.changed" },
    orderBy: { id: "desc" },
    select: { detail: true },
  })
  const changes = { name: { from: "Ledgers", to: "Other" } }
  expect(event.detail).toEqual({ issuer: issuer.url, changes, replaced: [] })
  const moved = { settings: { ...settings, clientId: "another" }, clientSecret: null }
  const refused = { kind: "refused", why: "secret_needed" }
  expect(await changeSso(keeper, memberId, moved)).toEqual(refused)
})

it("asks a test whether the issuer knows the client, and says what is wrong", async () => {
  expect(await test({})).toEqual({ kind: "works" })
  expect(await test({ clientSecret: "another" })).toEqual(problem("client_refused"))
  expect(await test({ clientId: "another" })).toEqual({ kind: "refused", why: "secret_needed" })
  expect(await test({ issuer: "http://localhost:1", clientSecret: "x" })).toEqual(
    problem("unreachable"),
  )
  const host = { issuer: "https://nobody.invalid", clientSecret: "x" }
  expect(await test(host)).toEqual(problem("unknown_host"))
  const plain = { issuer: "http://login.ledgers.example", clientSecret: "x" }
  expect(await test(plain)).toEqual({ kind: "refused", why: "https_needed" })
})

it.each<[string, number, (url: string) => unknown, string]>([
  ["is not there", 404, () => "", "no_document"],
  ["is a page", 200, () => "<!doctype html>", "not_json"],
  [
    "lacks an endpoint",
    200,
    (url) => ({ ...document(url), token_endpoint: undefined }),
    "incomplete",
  ],
  [
    "names another issuer",
    200,
    (url) => ({ ...document(url), issuer: "https://evil.example" }),
    "other_issuer",
  ],
  [
    "names an endpoint that is no address",
    200,
    (url) => ({ ...document(url), jwks_uri: "keys" }),
    "insecure_endpoint",
  ],
  [
    "names only another flow",
    200,
    (url) => ({ ...document(url), response_types_supported: ["id_token"] }),
    "no_code_flow",
  ],
  ["leads to keys that are none", 200, document, "no_keys"],
])("a discovery document that %s is told", async (_, status, make, found) => {
  const url = `http://localhost:${(stranger.address() as AddressInfo).port}`
  const made = make(url)
  answer = { status, body: typeof made === "string" ? made : JSON.stringify(made) }
  expect(await test({ issuer: url, clientSecret: "x" })).toEqual(problem(found))
})

it("leaves passwords to one owner, and gives them back when single sign-on ends", async () => {
  const { db, keeper, memberId } = testEnv
  const own = { id: memberId, passwordHash: await hashPassword("a long enough password") }
  const other = { id: "00000000-0000-0000-0000-000000000001", passwordHash: own.passwordHash }
  await db.member.update({ where: { id: memberId }, data: { passwordHash: null } })
  const limit = (emergencyOwnerId: string | null) =>
    limitPasswords(keeper, memberId, { emergencyOwnerId })
  expect(await limit(memberId)).toEqual({ kind: "no_such_owner" })
  expect(await removeSso(keeper, memberId)).toEqual({ kind: "last_way" })
  const moved = {
    settings: { ...(await stored()), issuer: "https://id.example" },
    clientSecret: "s",
  }
  expect(await changeSso(keeper, memberId, moved)).toEqual({ kind: "last_way" })
  await db.member.update({ where: { id: memberId }, data: { passwordHash: own.passwordHash } })
  expect(await limit(memberId)).toEqual({ kind: "changed" })
  expect(await usablePasswordHash(db, own)).toBe(own.passwordHash)
  expect(await usablePasswordHash(db, other)).toBeNull()
  expect(await removeSso(keeper, memberId)).toEqual({ kind: "removed" })
  expect(await usablePasswordHash(db, other)).toBe(other.passwordHash)
  expect(await limit(memberId)).toEqual({ kind: "no_sso" })
})

it("of the end of single sign-on and of the last passkey beside it, whichever comes second is refused", async () => {
  const { db, keeper, memberId } = testEnv
  const { issuer } = await stored()
  await db.member.update({ where: { id: memberId }, data: { passwordHash: null } })
  await db.identity.create({ data: { issuer, subject: "made-up", memberId } })
  const acting = { memberId, sessionId: await openProvenSession(testEnv) }
  for (let round = 0; round < 5; round += 1) {
    await testEnv.configure()
    const passkey = { name: "Key", credentialId: `made-up-${round}`, publicKey: new Uint8Array(1) }
    const { id: factorId } = await db.passkey.create({
      data: { memberId, counter: 0, ...passkey },
    })
    const [ended, removed] = await Promise.all([
      removeSso(keeper, memberId),
      removeFactor(keeper, acting, { what: "passkey", factorId }),
    ])
    expect([ended.kind, removed.kind].sort()).toEqual(["last_way", "removed"])
    await db.passkey.deleteMany({ where: { memberId } })
  }
})

it("takes what the environment says, lets no page change it, and forgets it without", async () => {
  const { db, memberId, issuer } = testEnv
  const { clientSecret } = issuer
  const keeper = await testEnv.openAnother({
    SSO_ISSUER: issuer.url,
    SSO_CLIENT_ID: issuer.clientId,
    SSO_CLIENT_SECRET: clientSecret,
    SSO_NAME: "Environment",
  })
  expect(await readSso(keeper)).toMatchObject({ name: "Environment", clientSecret })
  const change = { settings: await stored(), clientSecret }
  expect(await changeSso(keeper, memberId, change)).toEqual({ kind: "from_environment" })
  expect(await removeSso(keeper, memberId)).toEqual({ kind: "from_environment" })
  await testEnv.openAnother()
  expect(await db.ssoSettings.count()).toBe(0)
})

function document(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/auth`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/keys`,
  }
}

function problem(found: string) {
  return { kind: "problem", problem: found }
}

function test(change: { issuer?: string; clientId?: string; clientSecret?: string }) {
  const { url: issuer, clientId } = testEnv.issuer
  return testSso(testEnv.keeper, { issuer, clientId, clientSecret: null, ...change })
}

async function stored() {
  const {
    clientSecret: _,
    fromEnvironment: __,
    emergencyOwnerId: ___,
    ...settings
  } = (await readSso(testEnv.keeper)) ?? never()
  return settings
}

function never(): never {
  throw new Error("there is no single sign-on")
}
