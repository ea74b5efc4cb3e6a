import { type Browser, expect, type Page } from "playwright/test"
import { query, rowOf, test } from "@/e2e/fixtures"
import type { Scenario } from "@/e2e/seed"
import { seedStack, unseedStack } from "@/e2e/seeded"
import { readStack } from "@/e2e/stack"
import { describeStanding } from "@/lib/tenants/status"

const VIEWER = { email: "vera@tenantry.example", password: readStackPassword() }

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
})

test.afterAll(unseedStack)

test("what needs a person comes first, each with its status, its reason and whose consent it is", async ({
  page,
}) => {
  await show(page, "broken")
  const rows = page.getByRole("table", { name: "Organisations" }).locator("tbody tr")
  await expect(rows).toHaveCount(13)
  const words = await rows.locator("td:nth-child(2) span").first().allTextContents()
  expect(words).toEqual(["Reconnect needed"])
  for (const [name, status, reason] of STANDINGS) {
    const { word, line } = describeStanding(status, reason)
    await expect(rowOf(page, name)).toContainText(word)
    await expect(rowOf(page, name)).toContainText(line)
  }
  await expect(rowOf(page, "<script>alert")).toContainText("for 1 hour")
  await expect(rowOf(page, "Maple Florist")).toContainText("Alice Moreau")
  await expect(rowOf(page, "Maple Florist")).toContainText("57 days left")
})

test("tiles count and filter, and the address keeps search, status, sorting and page", async ({
  page,
}) => {
  await show(page, "broken")
  await page.getByRole("link", { name: /Xero not answering/ }).click()
  await expect(page).toHaveURL(/status=xero_not_answering/)
  await expect(page.locator("tbody tr")).toHaveCount(3)
  await page.getByRole("searchbox").fill("NORDLYS")
  await expect(page.locator("tbody tr")).toHaveCount(1)
  await expect(page).toHaveURL(/q=NORDLYS/)
  await page.reload()
  await expect(page.getByRole("searchbox")).toHaveValue("NORDLYS")
  await expect(page.locator("tbody tr")).toHaveCount(1)
  await page.getByRole("searchbox").fill("nobody has this name")
  await expect(page.getByRole("heading", { name: "Nothing matches" })).toBeVisible()
  await page.getByRole("link", { name: "Show all organisations" }).click()
  await expect(page.locator("tbody tr")).toHaveCount(13)
})

test("among 10,000 organisations, a page shows 25 and any one is found", async ({ page }) => {
  await show(page, "crowded")
  await expect(page.locator("tbody tr")).toHaveCount(25)
  await expect(page.getByText("1–25 of 10,000 organisations")).toBeVisible()
  await page.getByRole("link", { name: "Next" }).click()
  await expect(page.getByText("26–50 of 10,000 organisations")).toBeVisible()
  await page.getByRole("columnheader", { name: "Organisation" }).getByRole("link").click()
  await expect(page).toHaveURL("/organisations?sort=name")
  await expect(page.locator("tbody tr").first()).toContainText("Cedar")
  await page.getByRole("searchbox").fill(" 9998")
  await expect(page.locator("tbody tr")).toHaveCount(1)
  await page.locator("tbody tr").first().click()
  await expect(page.getByRole("heading", { level: 1 })).toContainText("9998")
  await page.goto("/organisations?page=99999")
  await expect(page.getByText("9,976–10,000 of 10,000 organisations")).toBeVisible()
})

test("names are inert and keep their reading direction", async ({ page }) => {
  const scripts: string[] = []
  page.on("dialog", (dialog) => scripts.push(dialog.message()))
  await show(page, "broken")
  await expect(rowOf(page, "<script>alert('organisation')</script> Pty")).toBeVisible()
  const arabic = page.getByText("شركة الأرز للتجارة")
  await expect(arabic).toHaveCSS("direction", "rtl")
  await rowOf(page, "<script>").click()
  const heading = page.getByRole("heading", { name: "<script>alert('organisation')</script> Pty" })
  await expect(heading).toBeVisible()
  await expect(page).toHaveTitle("<script>alert('organisation')</script> Pty · Tenantry")
  await page.goto("/activity")
  await expect(page.getByText("<script>alert('organisation')</script> Pty").first()).toBeVisible()
  expect(scripts).toEqual([])
})

test("times are in the reader's zone, and tell UTC on hovering", async ({ page }) => {
  await show(page, "typical")
  await rowOf(page, "Maple Florist").click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Maple Florist")
  await query(`UPDATE "Grant" SET "consentedAt" = '2026-11-01T20:15:30Z'`)
  await page.reload()
  const consented = page.locator("dl time", { hasText: "2 Nov 2026, 09:15" })
  await expect(consented).toHaveAttribute("title", "2026-11-01 20:15:30 UTC")
})

test("a status change appears by itself, and disturbs neither typed text nor an open dialog", async ({
  page,
}) => {
  await show(page, "typical")
  await page.getByRole("searchbox").fill("Florist")
  await expect(page.locator("tbody tr")).toHaveCount(1)
  await query(`UPDATE "Grant" SET "state" = 'ended', "endedReason" = 'refused'`)
  await expect(rowOf(page, "Maple Florist")).toContainText("Reconnect needed", { timeout: 15_000 })
  await expect(page.getByRole("searchbox")).toHaveValue("Florist")
  await query(`UPDATE "Grant" SET "state" = 'active', "endedReason" = NULL`)
  await rowOf(page, "Maple Florist").click()
  await page.getByRole("button", { name: "Revoke consent" }).click()
  await page.getByRole("textbox").fill("revo")
  await query(`UPDATE "Grant" SET "state" = 'ended', "endedReason" = 'refused'`)
  await page.waitForTimeout(12_000)
  await expect(page.getByRole("textbox")).toHaveValue("revo")
  await expect(page.getByRole("textbox")).toBeFocused()
  await page.keyboard.press("Escape")
  await expect(page.getByText("Reconnect needed").first()).toBeVisible({ timeout: 15_000 })
})

test("a list that is looked at fetches none of the pages that it leads to", async ({ page }) => {
  const fetched: string[] = []
  page.on("request", (request) => {
    if (request.url().includes("_rsc=")) fetched.push(request.url())
  })
  await show(page, "broken")
  await page.waitForTimeout(3_000)
  expect(fetched).toEqual([])
})

test("the keyboard alone reaches an organisation, and a dialog gives the focus back", async ({
  page,
}) => {
  await show(page, "typical")
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
  await show(page, "typical")
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

test("an organisation disconnected here keeps its page and history, and can be reconnected", async ({
  page,
}) => {
  await show(page, "broken")
  await expect(rowOf(page, "Organisation 13")).toHaveCount(0)
  await page.getByRole("link", { name: "Show 1 disconnected here" }).click()
  await rowOf(page, "Organisation 13").click()
  await expect(page.getByText(describeStanding("removed", "by_member").story)).toBeVisible()
  await expect(page.getByText("Disconnected Organisation 13")).toBeVisible()
  await expect(page.getByRole("button", { name: "Reconnect" })).toBeEnabled()
  await expect(page.getByRole("button", { name: "Refresh now" })).toHaveCount(0)
})

test("activity is told newest first, by kind, by member, page by page", async ({ page }) => {
  await show(page, "typical")
  await query(
    `INSERT INTO "AuditEvent" ("kind", "detail") SELECT 'app.fault', '{"code":"invalid_client"}' FROM generate_series(1, 60)`,
  )
  await page.goto("/activity")
  await expect(page.locator("ol > li")).toHaveCount(50)
  await page.getByRole("link", { name: "Older" }).click()
  await expect(page).toHaveURL(/before=\d+/)
  await expect(page.getByText("Connected Maple Florist")).toBeVisible()
  await page.getByRole("link", { name: "Newest" }).click()
  await page.getByLabel("Kind of event").selectOption({ label: "Organisations" })
  await expect(page).toHaveURL(/kind=tenant/)
  await expect(page.getByText("Xero refuses this app's client id or secret")).toHaveCount(0)
  await page.getByRole("link", { name: "Maple Florist" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Maple Florist")
  await page.getByRole("link", { name: "All its activity" }).click()
  await expect(page.locator("ol > li")).toHaveCount(1)
})

test("nothing overflows from 360 px to wide, and the console stays silent", async ({ page }) => {
  test.slow()
  const complaints: string[] = []
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text())
  })
  page.on("pageerror", (error) => complaints.push(error.message))
  await show(page, "broken")
  const tenants = await query<{ tenantId: string }>(
    `SELECT "tenantId" FROM "Tenant" ORDER BY length("name") DESC LIMIT 5`,
  )
  const paths = ["/organisations", "/activity", "/settings"]
  for (const width of [360, 768, 1920]) {
    await page.setViewportSize({ width, height: 800 })
    for (const path of [...paths, ...tenants.map((one) => `/organisations/${one.tenantId}`)]) {
      await page.goto(path)
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(over, `${path} at ${width} px`).toBe(0)
    }
  }
  expect(complaints).toEqual([])
})

test("a chosen theme is there in the first byte of the next page", async ({ page }) => {
  await page.getByRole("button", { name: /owner/i }).click()
  await page.getByRole("menuitemradio", { name: "Dark" }).click()
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark")
  await expect
    .poll(async () => (await page.request.get("/organisations")).text())
    .toContain('data-theme="dark"')
})

/** Puts a scenario into the product's database and opens the list. */
async function show(page: Page, scenario: Scenario): Promise<void> {
  await seedStack(scenario)
  await page.goto("/organisations")
}

async function signInElsewhere(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ baseURL: readStack().baseUrl })
  const page = await context.newPage()
  await page.goto("/sign-in")
  await page.getByLabel("Email").fill(VIEWER.email)
  await page.getByLabel("Password").fill(VIEWER.password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await page.waitForURL("**/organisations")
  return page
}

// The viewer's row is a copy of the owner's, password and all.
function readStackPassword(): string {
  return process.env.TENANTRY_STACK === undefined ? "" : readStack().owner.password
}

const STANDINGS = [
  ["O'Malley's Bar & Grill", "reconnect_needed", "refused"],
  ["Zażółć Gęślą Sp. z o.o.", "reconnect_needed", "expired"],
  ["東京商事株式会社", "reconnect_needed", "revoked"],
  ["Harbour & Sons Joinery Ltd", "disconnected_in_xero", "not_listed"],
  ["شركة الأرز للتجارة", "expiring_soon", "unused"],
  ["Donaudampfschifffahrts", "paused", "other_app"],
  ["<script>alert", "xero_not_answering", "refresh"],
  ["Incorporated Association", "xero_not_answering", "question"],
  ["Nordlys Regnskap AS", "xero_not_answering", "check"],
  ["Maple Florist", "healthy", "ok"],
] as const
