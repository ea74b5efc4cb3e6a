import { expect, type Page } from "playwright/test"
import { query } from "@/e2e/database"
import { allowAtXero, connectByScreens, rowOf, startConsent, test } from "@/e2e/fixtures"
import { untilShown } from "@/e2e/live-refresh"
import { enter } from "@/e2e/members"
import { readStack } from "@/scripts/check/stack"

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
})

test("an admin connects an organisation and sees it healthy", async ({ page }) => {
  await page.goto("/organisations")
  await expect(page.getByRole("heading", { name: "Organisations", exact: true })).toBeVisible()
  await connectByScreens(page, { choose: "Maple Florist" })
  await expect(page.getByRole("status").or(page.getByRole("alert")).first()).toContainText(
    "Maple Florist",
  )
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")
  await expect(rowOf(page, "Maple Florist")).toContainText("Alice Doyle")
  expect(page.url()).not.toMatch(/code=|state=/)
})

test("a second organisation of the same Xero user shares the consent, one of another has its own", async ({
  page,
  connectOrganisation,
}) => {
  const names = ["Maple Florist", `<script>alert("x")</script> Pty Ltd`, "株式会社さくら"] as const
  const [first, second, choose] = names
  await connectOrganisation({ choose: first }, { choose: second }, { as: "taro", choose })
  for (const name of names) {
    await expect(rowOf(page, name)).toContainText("Healthy")
  }
  await rowOf(page, "Maple Florist").getByRole("link").first().click()
  await expect(page.getByText(/consent covers 2 organisations/)).toBeVisible()
  const grants = await query(`SELECT "id" FROM "Grant"`)
  expect(grants).toHaveLength(2)
})

test("connecting again with nothing new says so", async ({ page, connectOrganisation }) => {
  await connectOrganisation({ choose: "Maple Florist" })
  await connectByScreens(page, { choose: "continue" })
  await expect(page.getByText("No new organisation was connected")).toBeVisible()
})

test("a consent cancelled at Xero changes nothing", async ({ page }) => {
  await connectByScreens(page, { choose: "cancel" })
  await expect(page.getByText("Cancelled at Xero")).toBeVisible()
  expect(await query(`SELECT "id" FROM "TokenSet"`)).toHaveLength(0)
})

test("a consent is completed only in the browser that started it", async ({
  page,
  browser,
  signIn: _,
}) => {
  const callback = await interruptedCallback(page)
  const other = await browser.newContext({ baseURL: readStack().baseUrl })
  const elsewhere = await other.newPage()
  await enter(elsewhere, readStack().owner)
  await elsewhere.waitForURL("**/organisations")
  await elsewhere.goto(callback)
  await expect(elsewhere.getByText("The consent was started in another browser")).toBeVisible()
  expect(elsewhere.url()).not.toContain("code=")
  await other.close()
  await page.goto(callback)
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")
})

test("a callback that comes signed out keeps the code out of the address", async ({ page }) => {
  const callback = await interruptedCallback(page)
  await page.context().clearCookies()
  await page.goto(callback)
  await expect(page).toHaveURL(/\/sign-in/)
  expect(page.url()).not.toMatch(/code=|state=/)
  expect(await query(`SELECT "id" FROM "TokenSet"`)).toHaveLength(0)
})

test("a consent that took longer than ten minutes is given up", async ({ page }) => {
  const callback = await interruptedCallback(page)
  await query(`UPDATE "ConsentRequest" SET "expiresAt" = clock_timestamp()`)
  await page.goto(callback)
  await expect(page.getByText("The consent took longer than ten minutes")).toBeVisible()
})

test("a state that no consent started is refused", async ({ page }) => {
  await page.goto("/xero/callback?state=made-up&code=made-up")
  await expect(page.getByText("Unknown consent")).toBeVisible()
  expect(page.url()).not.toContain("made-up")
})

test("a callback hit again shows the first hit's outcome and spends the code once", async ({
  page,
  sandbox,
}) => {
  const callback = await interruptedCallback(page)
  await page.goto(callback)
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")
  await page.goto(callback)
  await expect(page.getByText(/Connected\s+Maple Florist/)).toBeVisible()
  const { counters } = await sandbox.state()
  expect(
    counters.tokenRequests.filter((one) => one.grantType === "authorization_code"),
  ).toHaveLength(1)
})

test("two hits at the same moment end alike", async ({ page, sandbox }) => {
  const callback = await interruptedCallback(page)
  const hits = await Promise.all([1, 2].map(() => page.request.get(callback, { maxRedirects: 0 })))
  const locations = hits.map((hit) => hit.headers().location)
  expect(locations[0]).toMatch(/\/organisations\?consent=/)
  expect(locations[1]).toBe(locations[0])
  const { counters } = await sandbox.state()
  expect(
    counters.tokenRequests.filter((one) => one.grantType === "authorization_code"),
  ).toHaveLength(1)
})

const TROUBLES = [
  [
    "Xero refuses the code",
    { kind: "body", status: 400, body: '{"error":"invalid_grant"}' },
    /Xero refused the code/,
  ],
  ["Xero fails", { kind: "status", status: 503 }, /Xero did not give a usable answer/],
  ["Xero cuts the answer", { kind: "drop-after" }, /Xero did not give a usable answer/],
  [
    "Xero refuses the client secret",
    { kind: "body", status: 400, body: '{"error":"invalid_client"}' },
    /The Xero user consented, but Xero does not accept the app’s client id or secret/,
  ],
] as const
for (const [what, fault, said] of TROUBLES) {
  test(`when ${what} at the exchange, the page says so and nothing is stored`, async ({
    page,
    sandbox,
    connectOrganisation,
  }) => {
    await sandbox.addFault({ target: "token", grantType: "authorization_code", ...fault })
    await connectOrganisation({ choose: "Maple Florist" })
    await expect(page.getByText(said).first()).toBeVisible()
    expect(await query(`SELECT "id" FROM "TokenSet"`)).toHaveLength(0)
    await query(`UPDATE "XeroApp" SET "faultSince" = NULL, "faultCode" = NULL`)
  })
}

test("organisations that could not be listed follow by themselves", async ({
  page,
  sandbox,
  connectOrganisation,
}) => {
  await page.clock.install()
  await sandbox.addFault({ target: "connections", kind: "status", status: 503, times: 0 })
  await connectOrganisation({ choose: "Maple Florist" })
  await expect(page.getByText("Signed in; organisations will follow")).toBeVisible()
  await sandbox.clearFaults()
  await query(`UPDATE "Grant" SET "checkDueAt" = clock_timestamp()`)
  await untilShown(page, rowOf(page, "Maple Florist").getByText("Healthy"))
})

test("a wrong redirect URI ends on Xero's own page, and ours says beforehand what to check", async ({
  page,
}) => {
  await page.goto("/settings/xero-app")
  await expect(page.getByText(`${readStack().baseUrl}/xero/callback`).first()).toBeVisible()
})

/** Everything but the last step: Xero's answer, as an address that this page's browser has not opened yet. */
async function interruptedCallback(page: Page): Promise<string> {
  return (await allowAtXero(await startConsent(page), { choose: "Maple Florist" })).href
}
