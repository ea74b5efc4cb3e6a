import { createHmac } from "node:crypto"
import { decodeJwt, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from "jose"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { completeConsent } from "@/keeper/consent/complete-consent"
import { completeSso } from "@/keeper/sso/complete-sso"
import { startAddingIdentity, startSso } from "@/keeper/sso/start-sso"
import { tripPlace } from "@/keeper/sso/trip"
import { openProvenSession } from "@/keeper/testing/sessions"
import { claiming, NOBODY, type SsoTestEnv, startSsoTestEnv } from "@/keeper/testing/sso-test-env"
import type { SsoRefusal } from "@/lib/contract/sso-operations"

let testEnv: SsoTestEnv
beforeAll(async () => {
  testEnv = await startSsoTestEnv()
})
beforeEach(async () => {
  testEnv.issuer.forge = null
  await testEnv.db.refusalCount.deleteMany()
  await testEnv.configure()
})
afterAll(() => testEnv.close())

const NOW = Math.floor(Date.now() / 1_000)
const OTHER_KEY = generateKeyPair("RS256")

const ID_TOKENS: [string, SsoRefusal, (idToken: string) => Promise<string>][] = [
  ["of another issuer", "other_token_issuer", (it) => claim(it, { iss: "https://evil.example" })],
  ["for another client", "other_audience", (it) => claim(it, { aud: "another" })],
  ["that is over", "expired", (it) => claim(it, { exp: NOW - 120 })],
  ["from the future", "expired", (it) => claim(it, { iat: NOW + 3_600 })],
  ["with another nonce", "other_nonce", (it) => claim(it, { nonce: "another" })],
  ["without a nonce", "other_nonce", (it) => claim(it, { nonce: undefined })],
  ["without a subject", "no_subject", (it) => claim(it, { sub: undefined })],
  ["that nobody signed", "not_signed", async (it) => new UnsecuredJWT(decodeJwt(it)).encode()],
  ["signed with the public key as a shared secret", "not_signed", signWithPublicKey],
  ["signed by another key of the same name", "not_signed", signWithOtherKey],
  ["whose claims were changed", "not_signed", changeClaims],
  ["that is no token", "not_signed", async () => "no.token"],
]
const SOMEBODY: [string, SsoRefusal, string][] = [
  ["an e-mail address that is not verified", "email_not_verified", "uwe"],
  ["an e-mail address of another domain", "other_domain", "eve"],
  ["no e-mail address", "no_email", "nel"],
  ["second thoughts", "cancelled", "cancel"],
]
const CALLBACKS: [string, SsoRefusal, object][] = [
  ["names another issuer", "other_issuer", { iss: "https://evil.example" }],
  ["names no issuer, where this one always does", "other_issuer", { iss: null }],
  ["has a state that nobody gave out", "not_begun_here", { state: "made-up" }],
  ["has no state", "not_begun_here", { state: null }],
  ["comes to another browser", "not_begun_here", { browserToken: null }],
  ["brings a code that was never issued", "code_refused", { code: "made-up" }],
  ["brings neither code nor error", "issuer_error", { code: null }],
  ["brings an error", "issuer_error", { error: "server_error" }],
  ["holds a value twice", "value_twice", { cameTwice: true }],
]

it("has a table of what is refused, and why", async () => {
  const rows = [
    ...ID_TOKENS.map(([what, why]) => `an id_token ${what} | ${why}`),
    ...SOMEBODY.map(([who, why]) => `somebody with ${who} | ${why}`),
    ...CALLBACKS.map(([what, why]) => `a callback that ${what} | ${why}`),
    "a callback that comes again | came_again",
    "a callback of another trip of the same browser | not_begun_here",
    "a callback after ten minutes | not_begun_here",
    "a callback with the state of a consent at Xero | not_begun_here",
    "a callback after the settings changed | not_configured",
  ]
  await expect(`${rows.join("\n")}\n`).toMatchFileSnapshot("refusals-table.txt")
})

it.each(ID_TOKENS)("refuses an id_token %s", async (_, reason, forge) => {
  testEnv.issuer.forge = forge
  expect(await testEnv.signIn("ida")).toMatchObject({ kind: "refused", reason })
  expect(await testEnv.db.session.count()).toBe(0)
  const told = { kind: "member.sign_in_refused", detail: { reason, by: "issuer" } }
  await expect.poll(findNewestEvent, { timeout: 10_000 }).toMatchObject(told)
})

it.each(SOMEBODY)("refuses somebody with %s", async (_, reason, subject) => {
  const members = await testEnv.db.member.count()
  expect(await testEnv.signIn(subject)).toMatchObject({ kind: "refused", reason })
  expect(await testEnv.db.member.count()).toBe(members)
})

it.each(CALLBACKS)("refuses a callback that %s", async (_, reason, change) => {
  expect(await testEnv.signIn("ida", { change })).toMatchObject({ kind: "refused", reason })
  const told = { kind: "member.sign_in_refused", detail: { reason } }
  await expect.poll(findNewestEvent, { timeout: 10_000 }).toMatchObject(told)
})

it("tells of a refusal to add somebody to a member", async () => {
  const { keeper, memberId } = testEnv
  const member = { memberId, sessionId: await openProvenSession(testEnv) }
  const callback = await testEnv.goThere(await startAddingIdentity(keeper, member), "eve")
  const reason = "other_domain"
  expect(await completeSso(keeper, member, callback)).toMatchObject({ kind: "refused", reason })
  const told = { kind: "member.identity_refused", memberId, detail: { reason, by: "issuer" } }
  expect(await findNewestEvent()).toMatchObject(told)
})

it("refuses a callback that comes again, and one of two at the same moment", async () => {
  const callback = await testEnv.goThere(await start(), "ida")
  const both = await Promise.all([1, 2].map(() => completeSso(testEnv.keeper, NOBODY, callback)))
  expect(both.map((one) => one.kind).sort()).toEqual(["refused", "signed_in"])
  const again = await completeSso(testEnv.keeper, NOBODY, callback)
  expect(again).toMatchObject({ kind: "refused", reason: "came_again" })
})

it("refuses a callback of another trip of the same browser", async () => {
  const [one, other] = [await start(), await testEnv.goThere(await start(), "ida")]
  const browserToken = one.kind === "started" ? one.browserToken : null
  const mixed = await completeSso(testEnv.keeper, NOBODY, { ...other, browserToken })
  expect(mixed).toMatchObject({ kind: "refused", reason: "not_begun_here" })
})

it("refuses a callback after ten minutes", async () => {
  const { keeper } = testEnv
  const callback = await testEnv.goThere(await start(), "ida")
  const place = tripPlace(callback.state ?? "")
  const trip = JSON.parse(await keeper.vault.open(callback.browserToken ?? "", place))
  const older = { ...trip, beganAt: trip.beganAt - 10 * 60 * 1_000 }
  const browserToken = await keeper.vault.seal(JSON.stringify(older), place)
  const late = await completeSso(keeper, NOBODY, { ...callback, browserToken })
  expect(late).toMatchObject({ kind: "refused", reason: "not_begun_here" })
})

it("does not take the state of a consent at Xero, and Xero's callback does not take one of its own", async () => {
  const { keeper, memberId } = testEnv
  const walk = await testEnv.consent({ choose: "mapleFlorist" })
  const { state, code } = Object.fromEntries(walk.callback.searchParams)
  const { browserToken } = walk.started
  const answer = { browserToken, state: state ?? "", code: code ?? "", error: null }
  const here = await completeSso(keeper, NOBODY, { ...answer, iss: null })
  expect(here).toMatchObject({ kind: "refused", reason: "not_begun_here" })
  const { iss: _, ...own } = await testEnv.goThere(await start(), "ida")
  const there = await completeConsent(keeper, memberId, own)
  expect(there).toEqual({ kind: "problem", problem: "state_unknown" })
})

it("refuses what began before the settings changed, and whoever comes while there are none", async () => {
  const callback = await testEnv.goThere(await start(), "ida")
  await testEnv.configure({ clientId: "another" })
  const late = await completeSso(testEnv.keeper, NOBODY, callback)
  expect(late).toMatchObject({ kind: "refused", reason: "not_configured" })
  await testEnv.db.ssoSettings.deleteMany()
  expect(await start()).toEqual({ kind: "refused", reason: "not_configured" })
})

it("says that the issuer refuses the client, and that it cannot be reached", async () => {
  const callback = await testEnv.goThere(await start(), "ida")
  const { issuer } = testEnv
  const secret = issuer.clientSecret
  issuer.clientSecret = "another secret"
  await testEnv.configure()
  issuer.clientSecret = secret
  const refused = await completeSso(testEnv.keeper, NOBODY, callback)
  expect(refused).toMatchObject({ kind: "refused", reason: "client_refused" })
  await testEnv.configure({ issuer: "http://localhost:1" })
  expect(await start()).toEqual({ kind: "refused", reason: "unreachable" })
})

function start() {
  return startSso(testEnv.keeper, { path: "/organisations", invitation: null })
}

function findNewestEvent() {
  return testEnv.db.auditEvent.findFirst({ orderBy: { id: "desc" } })
}

function claim(idToken: string, change: Record<string, unknown>): Promise<string> {
  return claiming(testEnv.issuer, change)(idToken)
}

async function signWithPublicKey(idToken: string): Promise<string> {
  const key = (await importJWK(testEnv.issuer.publicJwk, "RS256")) as CryptoKey
  const { kid } = testEnv.issuer.publicJwk
  const parts = [{ alg: "HS256", kid }, decodeJwt(idToken)].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  )
  const signed = parts.join(".")
  const mac = createHmac("sha256", await exportSPKI(key))
    .update(signed)
    .digest("base64url")
  return `${signed}.${mac}`
}

async function signWithOtherKey(idToken: string): Promise<string> {
  const { privateKey } = await OTHER_KEY
  return new SignJWT(decodeJwt(idToken))
    .setProtectedHeader({ alg: "RS256", kid: testEnv.issuer.publicJwk.kid })
    .sign(privateKey)
}

async function changeClaims(idToken: string): Promise<string> {
  const [header, , signature] = idToken.split(".")
  const claims = { ...decodeJwt(idToken), sub: "eve" }
  return [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".")
}
