import { decodeJwt } from "jose"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { SANDBOX_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"
import { startSandbox } from "@/sandbox/start-sandbox"
import { authorizationRequest, callApi, connect, READ_SCOPES } from "@/sandbox/testing/app-client"
import { walkConsent } from "@/sandbox/walk-consent"

const sandbox = await startSandbox()
const control = sandboxControl(sandbox.apiUrl)
beforeEach(() => control.reset())
afterAll(() => sandbox.close())

describe("the callback", () => {
  const alice = { xeroUserId: XERO_USERS.alice }

  test("of Cancel says access_denied with the state, and nothing is connected", async () => {
    const { authorizationUrl, state } = authorizationRequest(sandbox)
    const callback = await walkConsent({ authorizationUrl, ...alice, choose: "cancel" })
    expect(Object.fromEntries(callback.searchParams)).toEqual({ error: "access_denied", state })
    expect(callback.href.startsWith(SANDBOX_CLIENT.redirectUri)).toBe(true)
    expect((await control.state()).connections).toEqual([])
  })

  test("of Continue leads to an event that no connection carries", async () => {
    const first = await connect(sandbox, { ...alice, choose: TENANTS.mapleFlorist })
    const { body } = await connect(sandbox, { ...alice, choose: "continue" })
    const event = decodeJwt(String(body.access_token)).authentication_event_id
    expect(event).not.toBe(decodeJwt(String(first.body.access_token)).authentication_event_id)
    const { connections } = await control.state()
    expect(connections).toHaveLength(1)
    expect(connections.map(({ authEventId }) => authEventId)).not.toContain(event)
  })

  test("of a bulk consent connects all that were ticked, in one event", async () => {
    const choose = [TENANTS.mapleFlorist, TENANTS.demoCompany]
    const extra = { acr_values: "bulk_connect:true" }
    const { body } = await connect(sandbox, { ...alice, choose, extra })
    const event = decodeJwt(String(body.access_token)).authentication_event_id
    const path = `/connections?authEventId=${event}`
    const answer = await callApi(sandbox, path, { accessToken: body.access_token })
    expect(await answer.json()).toHaveLength(2)
  })

  test("does not come for several organisations without bulk connect", async () => {
    const choose = [TENANTS.mapleFlorist, TENANTS.demoCompany]
    await expect(connect(sandbox, { ...alice, choose })).rejects.toThrow("Select one organisation.")
  })

  test("carries scope and session_state when the sandbox is told", async () => {
    await control.setOptions({ callbackExtras: true })
    const { authorizationUrl } = authorizationRequest(sandbox)
    const walk = { authorizationUrl, ...alice, choose: TENANTS.mapleFlorist }
    const callback = await walkConsent(walk)
    expect(callback.searchParams.get("scope")).toBe(READ_SCOPES)
    expect(callback.searchParams.get("session_state")).toBeTruthy()
  })

  test("leads to scopes that only widen, until a revocation", async () => {
    const wide = { scope: `${READ_SCOPES} accounting.contacts.read` }
    await connect(sandbox, { ...alice, choose: TENANTS.mapleFlorist, extra: wide })
    const { body } = await connect(sandbox, { ...alice, choose: "continue" })
    expect(String(body.scope).split(" ")).toContain("accounting.contacts.read")
  })
})

describe("a bad authorize request ends on Xero's own page, never at the callback:", () => {
  const cases: [string, Record<string, string>, string][] = [
    [
      "an unknown client",
      { client_id: "0".repeat(32) },
      "unauthorized_client : Unknown client or client not enabled",
    ],
    [
      "an empty client id",
      { client_id: "" },
      "unauthorized_client : Unknown client or client not enabled",
    ],
    [
      "another redirect URI",
      { redirect_uri: "http://localhost:3000/other" },
      "invalid_request : Invalid redirect_uri",
    ],
    [
      "a trailing slash",
      { redirect_uri: `${SANDBOX_CLIENT.redirectUri}/` },
      "invalid_request : Invalid redirect_uri",
    ],
    [
      "a broad scope",
      { scope: "openid accounting.transactions" },
      "unauthorized_client : Invalid scope for client",
    ],
    ["no scope", { scope: "" }, "unauthorized_client : Invalid scope for client"],
    ["another response type", { response_type: "token" }, "unsupported_response_type"],
    ["PKCE without a hash", { code_challenge_method: "plain" }, "invalid_request"],
  ]
  test.each(cases)("%s", async (_name, extra, wording) => {
    const { authorizationUrl } = authorizationRequest(sandbox, extra)
    const answer = await fetch(authorizationUrl, { redirect: "manual" })
    const markup = await answer.text()
    expect({ status: answer.status, location: answer.headers.get("location") }).toEqual({
      status: 500,
      location: null,
    })
    expect(markup).toContain("Error code: 500")
    expect(markup).toContain(`Error: ${wording}`)
    expect(markup).toContain("Sandbox – not Xero")
  })

  test("an address that no consent belongs to", async () => {
    for (const method of ["GET", "POST"]) {
      const answer = await fetch(`${sandbox.loginUrl}/identity/connect/authorize/stale`, { method })
      expect(answer.status).toBe(500)
      expect(await answer.text()).toContain("Error: invalid_request")
    }
  })

  test("a + for the space, when the sandbox rejects it", async () => {
    const { authorizationUrl } = authorizationRequest(sandbox)
    const withPlus = authorizationUrl.replaceAll("%20", "+")
    expect((await fetch(withPlus, { redirect: "manual" })).status).toBe(303)
    await control.setOptions({ scopePlus: "rejected" })
    expect((await fetch(withPlus, { redirect: "manual" })).status).toBe(500)
    expect((await fetch(authorizationUrl, { redirect: "manual" })).status).toBe(303)
  })
})
