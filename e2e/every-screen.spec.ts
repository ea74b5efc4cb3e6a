import { type Browser, expect, type Page } from "playwright/test"
import { query } from "@/e2e/database"
import { rowOf, test } from "@/e2e/fixtures"
import { lookAgain } from "@/e2e/live-refresh"
import { enter } from "@/e2e/members"
import { showScenario, unseedStack } from "@/e2e/seeded"
import { readStack } from "@/scripts/check/stack"

const VIEWER = { email: "vera@tenantry.example", password: readStackPassword() }

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
})

test.afterAll(unseedStack)

test("a list that is looked at fetches none of the pages that it leads to", async ({ page }) => {
  const fetched = new Set<string>()
  page.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (searchParams.has("_rsc")) fetched.add(pathname)
  })
  await page.clock.install()
  await showScenario(page, "broken")
  // The list itself again shows that the page is at work.
  await expect(async () => {
    await lookAgain(page)
    expect([...fetched]).toContain("/organisations")
  }).toPass()
  await page.waitForLoadState("networkidle")
  expect([...fetched]).toEqual(["/organisations"])
})

test("the keyboard alone reaches an organisation, and a dialog gives the focus back", async ({
  page,
}) => {
  await showScenario(page, "typical")
  await page.keyboard.press("Tab")
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused()
  await page.keyboard.press("Enter")
  const link = rowOf(page, "Maple Florist").getByRole("link")
  for (let presses = 0; presses < 60; presses++) {
    if (await link.evaluate((one) => one === document.activeElement)) break
    await page.keyboard.press("Tab")
  }
  await expect(link).toBeFocused()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Maple Florist")
  const disconnect = page.getByRole("button", { name: "Disconnect" })
  await disconnect.focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("dialog").getByRole("button", { name: "Cancel" })).toBeFocused()
  await page.keyboard.press("Escape")
  await expect(page.getByRole("dialog")).toBeHidden()
  await expect(disconnect).toBeFocused()
})

test("a viewer sees every action, disabled, and reads why", async ({
  page,
  browser,
  signIn: _,
}) => {
  await showScenario(page, "typical")
  await query(
    `INSERT INTO "Member" ("id", "email", "name", "role", "passwordHash")
     SELECT gen_random_uuid(), $1, 'Vera', 'viewer', "passwordHash" FROM "Member" WHERE "role" = 'owner' LIMIT 1
     ON CONFLICT ("email") DO NOTHING`,
    [VIEWER.email],
  )
  const viewer = await signInElsewhere(browser)
  await expect(viewer.getByRole("button", { name: "Connect Xero" })).toBeDisabled()
  await rowOf(viewer, "Maple Florist").click()
  for (const name of ["Reconnect", "Refresh now", "Check now", "Disconnect", "Revoke consent"]) {
    await expect(viewer.getByRole("button", { name })).toBeDisabled()
  }
  await expect(viewer.getByText("You are a viewer.")).toBeVisible()
  await viewer.context().close()
})

test("nothing overflows from 360 px to wide, and the console stays silent", async ({ page }) => {
  test.slow()
  const complaints: string[] = []
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text())
  })
  page.on("pageerror", (error) => complaints.push(error.message))
  await showScenario(page, "broken")
  const tenants = await query<{ tenantId: string }>(
    `SELECT "tenantId" FROM "Tenant" ORDER BY length("name") DESC LIMIT 5`,
  )
  const services = await query<{ id: string }>(
    `SELECT "id" FROM "Service" ORDER BY length("name") DESC LIMIT 2`,
  )
  const pages = services.flatMap(({ id }) => [`/services/${id}`, `/services/${id}/change`])
  const settings = ["/settings", "/settings/keys"]
  const paths = ["/organisations", "/activity", ...settings, "/services", ...pages]
  for (const path of [...paths, ...tenants.map((one) => `/organisations/${one.tenantId}`)]) {
    await page.goto(path)
    for (const width of [360, 768, 1920]) {
      await page.setViewportSize({ width, height: 800 })
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(over, `${path} at ${width} px`).toBe(0)
      for (const here of await page
        .locator("nav [aria-current=page]")
        .filter({ visible: true })
        .all())
        await expect(here, `${path} at ${width} px`).toBeInViewport({ ratio: 1 })
    }
  }
  expect(complaints).toEqual([])
})

test("a chosen theme is there in the first byte of the next page", async ({ page }) => {
  await page.goto("/organisations")
  await page.getByRole("button", { name: /owner/i }).click()
  await page.getByRole("menuitemradio", { name: "Dark" }).click()
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark")
  await expect
    .poll(async () => (await page.request.get("/organisations")).text())
    .toContain('data-theme="dark"')
})

async function signInElsewhere(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ baseURL: readStack().baseUrl })
  const page = await context.newPage()
  await enter(page, VIEWER)
  await page.waitForURL("**/organisations")
  return page
}

// The viewer's row is a copy of the owner's, including the password.
function readStackPassword(): string {
  return process.env.TENANTRY_STACK === undefined ? "" : readStack().owner.password
}
