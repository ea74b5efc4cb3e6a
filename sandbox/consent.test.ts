import { decodeJwt } from "jose"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type SandboxControl, sandboxControl } from "@/sandbox/control"
import { SANDBOX_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"
import { type RunningSandbox, startSandbox } from "@/sandbox/start-sandbox"
import { authorizationRequest, callApi, connect, READ_SCOPES } from "@/sandbox/testing/app-client"
import { openConsent } from "@/sandbox/testing/browser"
import { walkConsent } from "@/sandbox/walk-consent"

let sandbox: RunningSandbox
let control: SandboxControl
beforeAll(async () => {
  sandbox = await startSandbox()
  control = sandboxControl(sandbox.apiUrl)
})
beforeEach(() => control.reset())
afterAll(() => sandbox.close())

function open(extra: Record<string, string> = {}) {
  return openConsent(authorizationRequest(sandbox, extra).authorizationUrl)
}

describe("every screen", () => {
  test("says that it is a sandbox, cannot be framed, and carries no script", async () => {
    const browser = await open()
    const picker = browser.page
    const consent = await browser.logInAs(XERO_USERS.zoe)
    for (const { markup, headers } of [picker, consent]) {
      expect(markup).toContain("Sandbox – not Xero")
      expect(markup).not.toContain("<script")
      expect(markup).not.toMatch(/(src|href)="(?!data:)/)
      expect(headers.get("x-frame-options")).toBe("DENY")
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'")
    }
  })

  test("shows names as they are written, whatever they hold", async () => {
    const browser = await open()
    expect(browser.page.markup).toContain("Zoë &lt;script&gt;alert(1)&lt;/script&gt;")
    expect(browser.page.markup).toContain("Bjørn O&#39;Neil")
    expect(browser.page.markup).toContain("山田 太郎")
    const { markup } = await browser.logInAs(XERO_USERS.zoe)
    expect(markup).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; Pty Ltd")
    expect(markup).toContain("مقهى النخيل")
  })
})

describe("the consent page", () => {
  test("offers organisations where the person is standard or adviser, not those only read", async () => {
    const { offered } = await (await open()).logInAs(XERO_USERS.alice)
    expect(offered.sort()).toEqual(
      [TENANTS.mapleFlorist, TENANTS.harbourBakery, TENANTS.demoCompany, TENANTS.script].sort(),
    )
  })

  test("leaves out what this person has connected, and only that", async () => {
    await connect(sandbox, { xeroUserId: XERO_USERS.alice, choose: TENANTS.mapleFlorist })
    const { offered, markup } = await (await open()).logInAs(XERO_USERS.alice)
    expect(offered).not.toContain(TENANTS.mapleFlorist)
    expect(markup).toContain("Continue with 1 organisation<")
    const bjorn = await (await open()).logInAs(XERO_USERS.bjorn)
    expect(bjorn.offered).toContain(TENANTS.mapleFlorist)
    expect(bjorn.markup).not.toContain("Continue with")
  })

  test("names the app and the scopes", async () => {
    const { markup } = await (await open()).logInAs(XERO_USERS.alice)
    expect(markup).toContain(`${SANDBOX_CLIENT.name} wants access`)
    for (const scope of READ_SCOPES.split(" ")) expect(markup).toContain(`<li>${scope}</li>`)
  })

  test("asks again when nothing was chosen, and refuses what it did not offer", async () => {
    const browser = await open()
    await browser.logInAs(XERO_USERS.alice)
    const nothing = await browser.submit({ action: "allow", tenantId: "" })
    expect(nothing.status).toBe(422)
    expect(nothing.markup).toContain("Select an organisation first.")
    const readOnly = await browser.submit({ action: "allow", tenantId: TENANTS.fjordAndFell })
    expect(readOnly.status).toBe(422)
    const nothingYet = await browser.submit({ action: "continue" })
    expect(nothingYet.status).toBe(422)
    expect((await control.state()).connections).toEqual([])
  })

  test("shows every row disabled at the connection cap, and takes none", async () => {
    await control.setOptions({ connectionCap: 1 })
    await connect(sandbox, { xeroUserId: XERO_USERS.alice, choose: TENANTS.mapleFlorist })
    const browser = await open()
    const { markup } = await browser.logInAs(XERO_USERS.bjorn)
    expect(markup.match(/<option value="[^"]+" disabled>/g)).toHaveLength(3)
    const answer = await browser.submit({ action: "allow", tenantId: TENANTS.soens })
    expect(answer.status).toBe(422)
    expect((await control.state()).connections).toHaveLength(1)
  })

  test("remembers the person only when told to, and lets them switch", async () => {
    const browser = await open()
    await browser.logInAs(XERO_USERS.alice, { remember: true })
    await browser.submit({ action: "cancel" })
    await browser.open(authorizationRequest(sandbox).authorizationUrl)
    expect(browser.page.markup).toContain("Alice Doyle")
    expect(browser.page.markup).toContain("Allow access")
    const picker = await browser.switchPerson()
    expect(picker.markup).toContain("Log in as")
    await browser.logInAs(XERO_USERS.bjorn)
    await browser.open(authorizationRequest(sandbox).authorizationUrl)
    expect(browser.page.markup).toContain("Log in as")
  })

  test("is over once answered: the back button leads to an error page", async () => {
    const browser = await open()
    await browser.logInAs(XERO_USERS.alice)
    const choice = { action: "allow", tenantId: TENANTS.mapleFlorist }
    await browser.followToCallback(choice)
    const again = await browser.submit(choice)
    expect(again.status).toBe(500)
    expect(again.markup).toContain("Error code: 500")
    expect((await control.state()).connections).toHaveLength(1)
  })
})

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

  test("a + for the space, when the sandbox rejects it", async () => {
    const { authorizationUrl } = authorizationRequest(sandbox)
    const withPlus = authorizationUrl.replaceAll("%20", "+")
    expect((await fetch(withPlus, { redirect: "manual" })).status).toBe(303)
    await control.setOptions({ scopePlus: "rejected" })
    expect((await fetch(withPlus, { redirect: "manual" })).status).toBe(500)
    expect((await fetch(authorizationUrl, { redirect: "manual" })).status).toBe(303)
  })
})
