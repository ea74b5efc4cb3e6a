import { expect } from "playwright/test"
import { query } from "@/e2e/database"
import { rowOf, test } from "@/e2e/fixtures"
import { lookAgain, untilShown } from "@/e2e/live-refresh"
import { showScenario, unseedStack } from "@/e2e/seeded"
import { describeStanding } from "@/lib/words/tenant-status"

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
})

test.afterAll(unseedStack)

test("what needs a person comes first, each with its status, its reason and whose consent it is", async ({
  page,
}) => {
  await showScenario(page, "broken")
  const rows = page.getByRole("table", { name: "Organisations" }).locator("tbody tr")
  await expect(rows).toHaveCount(13)
  const words = await rows.locator("td:nth-child(3) span").first().allTextContents()
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
  await showScenario(page, "broken")
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
  await expect(page.getByRole("searchbox")).toHaveValue("")
  await page.getByRole("searchbox").fill("NORDLYS ")
  await expect(page.locator("tbody tr")).toHaveCount(1)
  await expect(page.getByRole("searchbox")).toHaveValue("NORDLYS ")
  await expect(page.getByRole("searchbox")).toBeFocused()
})

test("among 10,000 organisations, a page shows 25 and any one is found", async ({ page }) => {
  await showScenario(page, "crowded")
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
  await showScenario(page, "broken")
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
  await showScenario(page, "typical")
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
  await page.clock.install()
  const looks: string[] = []
  page.on("request", (request) => {
    if (request.url().endsWith("/icon.svg")) looks.push(request.url())
  })
  await showScenario(page, "typical")
  await page.getByRole("searchbox").fill("Florist")
  await expect(page.locator("tbody tr")).toHaveCount(1)
  await query(`UPDATE "Grant" SET "state" = 'ended', "endedReason" = 'refused'`)
  await untilShown(page, rowOf(page, "Maple Florist").getByText("Reconnect needed"))
  await expect(page.getByRole("searchbox")).toHaveValue("Florist")
  await query(`UPDATE "Grant" SET "state" = 'active', "endedReason" = NULL`)
  await rowOf(page, "Maple Florist").click()
  await page.getByRole("button", { name: "Revoke consent" }).click()
  await page.getByRole("textbox").fill("revo")
  await query(`UPDATE "Grant" SET "state" = 'ended', "endedReason" = 'refused'`)
  looks.length = 0
  await lookAgain(page)
  // Whatever the page asks for comes before what the test asks for.
  await page.evaluate("fetch('/icon.svg', { method: 'HEAD' })")
  expect(looks).toHaveLength(1)
  await expect(page.getByRole("textbox")).toHaveValue("revo")
  await expect(page.getByRole("textbox")).toBeFocused()
  await page.keyboard.press("Escape")
  await untilShown(page, page.getByText("Reconnect needed").first())
  expect(looks.length).toBeGreaterThan(1)
})

test("an organisation disconnected here keeps its page and history, and can be reconnected", async ({
  page,
}) => {
  await showScenario(page, "broken")
  await expect(rowOf(page, "Organisation 13")).toHaveCount(0)
  await page.getByRole("link", { name: "Show 1 disconnected here" }).click()
  await rowOf(page, "Organisation 13").click()
  await expect(page.getByText(describeStanding("removed", "by_member").story)).toBeVisible()
  await expect(page.getByText("Disconnected Organisation 13")).toBeVisible()
  await expect(page.getByText("They get no access tokens while it is disconnected")).toBeVisible()
  await expect(page.getByRole("button", { name: "Reconnect", exact: true })).toBeEnabled()
  await expect(page.getByRole("button", { name: "Refresh now" })).toHaveCount(0)
})

test("activity is listed newest first, by kind, by member, page by page", async ({ page }) => {
  await showScenario(page, "typical")
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
  await query(
    `INSERT INTO "AuditEvent" ("kind", "grantId") SELECT 'grant.refresh_failed', "grantId" FROM "Connection" WHERE "tenantId" = $1`,
    [page.url().split("/").pop()],
  )
  await page.getByRole("link", { name: "Show all activity" }).click()
  await expect(page.locator("ol > li")).toHaveText([/Refresh failed/, /Connected Maple Florist/])
})

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
