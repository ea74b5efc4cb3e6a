import { randomUUID } from "node:crypto"
import { SignJWT, UnsecuredJWT } from "jose"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { completeSso } from "@/keeper/sso/complete-sso"
import { startSso } from "@/keeper/sso/start-sso"
import { NOBODY, type SsoTestEnv, startSsoTestEnv } from "@/keeper/testing/sso-test-env"
import { signOutAtIssuer } from "@/keeper/testing/walk-issuer"
import { createCookieJar } from "@/sandbox/cookie-jar"

const EVENT = "http://schemas.openid.net/event/backchannel-logout"
let testEnv: SsoTestEnv
let memberId: string
let sessions: { here: string; elsewhere: string; byPassword: string }
beforeAll(async () => {
  testEnv = await startSsoTestEnv()
  await testEnv.configure()
})
beforeEach(async () => {
  const signedIn = await testEnv.signIn("ida")
  if (signedIn.kind !== "signed_in") throw new Error(JSON.stringify(signedIn))
  const { identityId } = signedIn
  memberId = signedIn.memberId
  await testEnv.db.session.updateMany({ data: { endedAt: new Date() } })
  sessions = {
    here: await open({ identityId, issuerSid: "sid-1" }),
    elsewhere: await open({ identityId, issuerSid: "sid-2" }),
    byPassword: await open({}),
  }
})
afterAll(() => testEnv.close())

it("ends the session that the issuer ended, and no other", async () => {
  expect(await post(await token({ sid: "sid-1" }))).toBe(200)
  expect(await running()).toEqual(["elsewhere", "byPassword"])
  const [event] = await testEnv.db.auditEvent.findMany({
    where: { kind: "member.signed_out", memberId },
    orderBy: { id: "desc" },
    select: { detail: true },
  })
  expect(event?.detail).toEqual({ by: "issuer", sessionsEnded: 1 })
})

it("ends the session of whoever signs out at the issuer", async () => {
  const jar = createCookieJar()
  const started = await startSso(testEnv.keeper, { path: "", invitation: null })
  const completed = await completeSso(
    testEnv.keeper,
    NOBODY,
    await testEnv.goThere(started, "ida", jar),
  )
  if (completed.kind !== "signed_in") throw new Error(JSON.stringify(completed))
  const { identityId, sid } = completed
  sessions.here = await open({ identityId, issuerSid: sid ?? "" })
  await signOutAtIssuer(testEnv.issuer.url, jar)
  expect(await running()).toEqual(["elsewhere", "byPassword"])
})

it("ends all that came from the issuer where it names the person alone", async () => {
  expect(await post(await token({ sub: "ida" }))).toBe(200)
  expect(await running()).toEqual(["byPassword"])
})

it("is content with a session that it does not know", async () => {
  expect(await post(await token({ sid: "sid-9" }))).toBe(200)
  expect(await post(await token({ sub: "eve", sid: "sid-1" }))).toBe(200)
  expect(await running()).toEqual(["here", "elsewhere", "byPassword"])
})

it("takes a logout token once", async () => {
  const once = await token({ sid: "sid-1" })
  expect(await post(once)).toBe(200)
  await testEnv.db.session.updateMany({ where: { memberId }, data: { endedAt: null } })
  expect(await post(once)).toBe(400)
  expect(await running()).toContain("here")
})

it.each<[string, () => Promise<string>]>([
  ["that nobody signed", async () => new UnsecuredJWT(claims({ sub: "ida" })).encode()],
  ["of another issuer", () => token({ sub: "ida", iss: "https://evil.example" })],
  ["for another client", () => token({ sub: "ida", aud: "another" })],
  ["that is over", () => token({ sub: "ida", exp: 1 })],
  ["with a nonce", () => token({ sub: "ida", nonce: "n" })],
  ["without the event", () => token({ sub: "ida", events: {} })],
  ["without a jti", () => token({ sub: "ida", jti: undefined })],
  ["without person and session", () => token({})],
  ["that is no token", async () => "no.token"],
])("refuses a logout token %s, in the standard's form", async (_, make) => {
  const answer = await send({ logout_token: await make() })
  expect(answer.status).toBe(400)
  expect(answer.headers.get("cache-control")).toBe("no-store")
  expect(await answer.json()).toMatchObject({ error: "invalid_request" })
  expect(await running()).toHaveLength(3)
})

it("refuses a request without a token, twice one, or with another method", async () => {
  expect((await send({})).status).toBe(400)
  const url = `${testEnv.door.url}/oauth/backchannel-logout`
  expect((await fetch(url)).status).toBe(405)
  const one = await token({ sub: "ida" })
  const body = new URLSearchParams([
    ["logout_token", one],
    ["logout_token", one],
  ])
  const twice = await fetch(url, { method: "POST", body })
  expect(twice.status).toBe(400)
  expect((await twice.json()).error_description).toMatch(/ with one logout_token$/)
  expect(await running()).toHaveLength(3)
})

function claims(change: Record<string, unknown>) {
  const now = Math.floor(Date.now() / 1_000)
  const { url: iss, clientId: aud } = testEnv.issuer
  return {
    iss,
    aud,
    iat: now,
    exp: now + 120,
    jti: randomUUID(),
    events: { [EVENT]: {} },
    ...change,
  }
}

function token(change: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims(change))
    .setProtectedHeader({ alg: "RS256", kid: testEnv.issuer.publicJwk.kid, typ: "logout+jwt" })
    .sign(testEnv.issuer.privateKey)
}

async function post(logoutToken: string): Promise<number> {
  return (await send({ logout_token: logoutToken })).status
}

function send(form: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams(form)
  return fetch(`${testEnv.door.url}/oauth/backchannel-logout`, { method: "POST", body })
}

async function open(by: { identityId?: string; issuerSid?: string }): Promise<string> {
  const data = { memberId, ...by }
  return (await testEnv.db.session.create({ data, select: { id: true } })).id
}

/** The names of the sessions that have not ended. */
async function running(): Promise<string[]> {
  const rows = await testEnv.db.session.findMany({ where: { endedAt: null }, select: { id: true } })
  const ids = new Set(rows.map((one) => one.id))
  return Object.entries(sessions).flatMap(([name, id]) => (ids.has(id) ? [name] : []))
}
