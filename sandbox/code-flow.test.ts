import { createHash } from "node:crypto"
import { decodeJwt, decodeProtectedHeader } from "jose"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { SANDBOX_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"
import { startSandbox } from "@/sandbox/start-sandbox"
import {
  authorizationRequest,
  callApi,
  connect,
  postToken,
  refresh,
} from "@/sandbox/testing/app-client"
import { walkConsent } from "@/sandbox/walk-consent"

const sandbox = await startSandbox()
const control = sandboxControl(sandbox.apiUrl)
beforeEach(() => control.reset())
afterAll(() => sandbox.close())

const alice = { xeroUserId: XERO_USERS.alice, choose: TENANTS.mapleFlorist }

describe("the tokens of a code exchange", () => {
  test("come in Xero's body: keys in order, scope a string, no word of the event", async () => {
    const { status, headers, body } = await connect(sandbox, alice)
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual([
      "id_token",
      "access_token",
      "expires_in",
      "token_type",
      "refresh_token",
      "scope",
    ])
    expect(body).toMatchObject({
      expires_in: 1800,
      token_type: "Bearer",
      scope: "openid profile email offline_access accounting.settings.read",
    })
    expect(body.refresh_token).toMatch(/^[\w-]{43}$/)
    expect(headers.get("xero-correlation-id")).toMatch(/^[0-9a-f]{32}$/)
    expect(headers.get("cache-control")).toContain("no-store")
  })

  test("carry exactly the claims of an access token, in order", async () => {
    const { body } = await connect(sandbox, alice)
    const accessToken = String(body.access_token)
    const header = decodeProtectedHeader(accessToken)
    expect(Object.keys(header)).toEqual(["alg", "kid", "typ", "x5t"])
    expect(header).toMatchObject({ alg: "RS256", typ: "JWT" })
    const claims = decodeJwt(accessToken)
    expect(Object.keys(claims)).toEqual([
      "nbf",
      "exp",
      "iss",
      "aud",
      "client_id",
      "sub",
      "auth_time",
      "xero_userid",
      "global_session_id",
      "jti",
      "authentication_event_id",
      "scope",
    ])
    expect(claims).toMatchObject({
      iss: sandbox.issuer,
      aud: `${sandbox.issuer}/resources`,
      client_id: SANDBOX_CLIENT.clientId,
      xero_userid: XERO_USERS.alice,
      scope: ["email", "profile", "openid", "accounting.settings.read", "offline_access"],
    })
    expect(Number(claims.exp) - Number(claims.nbf)).toBe(1800)
    expect(claims.sub).toMatch(/^[0-9a-f]{32}$/)
  })

  test("carry exactly the claims of an id_token, in order, with the nonce sent", async () => {
    const { body } = await connect(sandbox, { ...alice, extra: { nonce: "n-0S6" } })
    const claims = decodeJwt(String(body.id_token))
    expect(Object.keys(claims).filter((name) => name !== "nonce")).toEqual([
      "nbf",
      "exp",
      "iss",
      "aud",
      "iat",
      "at_hash",
      "sid",
      "sub",
      "auth_time",
      "xero_userid",
      "global_session_id",
      "preferred_username",
      "email",
      "given_name",
      "family_name",
    ])
    const digest = createHash("sha256").update(String(body.access_token)).digest()
    expect(claims).toMatchObject({
      aud: SANDBOX_CLIENT.clientId,
      nonce: "n-0S6",
      at_hash: digest.subarray(0, 16).toString("base64url"),
      sid: claims.global_session_id,
      email: "alice.doyle@maple.example",
      given_name: "Alice",
    })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300)
  })

  test("lack the id_token without openid, and the refresh token without offline_access", async () => {
    const withoutOpenid = "offline_access accounting.settings.read"
    const { body } = await connect(sandbox, { ...alice, extra: { scope: withoutOpenid } })
    expect(body).not.toHaveProperty("id_token")
    expect(body).toHaveProperty("refresh_token")
    const extra = { scope: "openid email" }
    const second = await connect(sandbox, { ...alice, choose: "continue", extra })
    expect(second.body).toHaveProperty("id_token")
    expect(second.body).not.toHaveProperty("refresh_token")
    expect(decodeJwt(String(second.body.id_token))).not.toHaveProperty("given_name")
  })

  test("name the event that the new connection carries", async () => {
    const { body } = await connect(sandbox, alice)
    const accessToken = String(body.access_token)
    const event = decodeJwt(accessToken).authentication_event_id
    const answer = await callApi(sandbox, `/connections?authEventId=${event}`, { accessToken })
    expect(await answer.json()).toMatchObject([
      { authEventId: event, tenantId: TENANTS.mapleFlorist, tenantName: "Maple Florist" },
    ])
  })
})

describe("a code", () => {
  async function obtainCode(choose: string = TENANTS.mapleFlorist): Promise<CodeForm> {
    const { authorizationUrl, codeVerifier } = authorizationRequest(sandbox)
    const walk = { authorizationUrl, xeroUserId: XERO_USERS.alice, choose }
    const callback = await walkConsent(walk)
    return {
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      redirect_uri: SANDBOX_CLIENT.redirectUri,
      code_verifier: codeVerifier,
    }
  }
  const refused = { status: 400, body: { error: "invalid_grant" } }

  test("comes back with the state alone, as 43 characters", async () => {
    const { authorizationUrl, state } = authorizationRequest(sandbox)
    const callback = await walkConsent({ authorizationUrl, ...alice })
    expect([...callback.searchParams.keys()].sort()).toEqual(["code", "state"])
    expect(callback.searchParams.get("state")).toBe(state)
    expect(callback.searchParams.get("code")).toMatch(/^[\w-]{43}$/)
  })

  test("works once", async () => {
    const form = await obtainCode()
    expect(await postToken(sandbox, form)).toMatchObject({ status: 200 })
    expect(await postToken(sandbox, form)).toMatchObject(refused)
  })

  test("works for five minutes", async () => {
    const form = await obtainCode()
    await control.setClock(270)
    expect(await postToken(sandbox, form)).toMatchObject({ status: 200 })
    const late = await obtainCode(TENANTS.harbourBakery)
    await control.setClock(270 + 301)
    expect(await postToken(sandbox, late)).toMatchObject(refused)
  })

  test("needs its verifier", async () => {
    const form = await obtainCode()
    expect(await postToken(sandbox, { ...form, code_verifier: "x".repeat(43) })).toMatchObject(
      refused,
    )
    const { code_verifier: _left, ...without } = form
    expect(await postToken(sandbox, without)).toMatchObject(refused)
    expect(await postToken(sandbox, { ...form, code_verifier: "short" })).toMatchObject(refused)
  })

  test("needs its redirect URI to the letter", async () => {
    const form = await obtainCode()
    const wrong = { ...form, redirect_uri: `${SANDBOX_CLIENT.redirectUri}/` }
    expect(await postToken(sandbox, wrong)).toMatchObject(refused)
  })
})

test("a refresh answers like an exchange, in the same event, without the nonce", async () => {
  const first = await connect(sandbox, { ...alice, extra: { nonce: "n-0S6" } })
  const { status, body } = await refresh(sandbox, first.body.refresh_token)
  expect(status).toBe(200)
  expect(body.refresh_token).not.toBe(first.body.refresh_token)
  expect(decodeJwt(String(body.access_token)).authentication_event_id).toBe(
    decodeJwt(String(first.body.access_token)).authentication_event_id,
  )
  expect(decodeJwt(String(body.id_token))).not.toHaveProperty("nonce")
})

type CodeForm = Record<"grant_type" | "code" | "redirect_uri" | "code_verifier", string>
