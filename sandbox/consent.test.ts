import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { SANDBOX_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"
import { startSandbox } from "@/sandbox/start-sandbox"
import { authorizationRequest, connect, READ_SCOPES } from "@/sandbox/testing/app-client"
import { openConsent } from "@/sandbox/testing/browser"

const sandbox = await startSandbox()
const control = sandboxControl(sandbox.apiUrl)
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
