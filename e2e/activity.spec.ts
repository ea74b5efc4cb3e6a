import { expect, type Page } from "playwright/test"
import { query } from "@/e2e/database"
import { test } from "@/e2e/fixtures"

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
  await query(
    `INSERT INTO "AuditEvent" ("at", "kind", "address", "browser", "detail") VALUES
       ('2026-11-03T10:00:00Z', 'member.sign_in_refused', '203.0.113.77', $1, '{"reason":"unknown_email"}'),
       ('2026-11-05T10:00:00Z', 'member.sign_in_refused', '203.0.113.78', '=HYPERLINK("x")', '{"reason":"unknown_email"}')`,
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"],
  )
})

test("the activity is filtered by address and day, and the filter stands in the page's address", async ({
  page,
}) => {
  await page.goto("/activity")
  await page.getByLabel("IP address").fill("203.0.113.77")
  await page.getByLabel("From (UTC)").fill("2026-11-01")
  await page.getByLabel("To (UTC)").fill("2026-11-04")
  await page.getByRole("button", { name: "Filter" }).click()
  await expect(page).toHaveURL(/from=2026-11-01&to=2026-11-04&address=203\.0\.113\.77/)
  const lines = page.getByRole("main").getByRole("listitem")
  await expect(lines).toHaveCount(1)
  await expect(lines).toContainText("203.0.113.77, Firefox on Linux")
  await page.getByLabel("Member").selectOption("No member")
  await expect(page).toHaveURL(/member=none.*address=203\.0\.113\.77/)
  await expect(lines).toHaveCount(1)
  await page.getByRole("link", { name: "Clear" }).click()
  await expect(page).toHaveURL(/\/activity\?member=none$/)
})

test("what is filtered leaves as a file in which nothing is a formula", async ({ page }) => {
  await page.goto("/activity?address=203.0.113.78")
  const csv = await fileOf(page, "Export CSV")
  const lines = await fileOf(page, "Export JSON Lines")
  expect(csv).toContain(`"'=HYPERLINK(""x"")"`)
  expect(JSON.parse(lines.split("\n")[0] ?? "")).toMatchObject({
    kind: "member.sign_in_refused",
    actor: "Tenantry",
    what: "Sign-in refused",
    reason: "unknown e-mail address",
    address: "203.0.113.78",
  })
})

/** What the link's address answers with to this browser. */
async function fileOf(page: Page, name: string): Promise<string> {
  const href = await page.getByRole("link", { name }).getAttribute("href")
  const answer = await page.request.get(href ?? "")
  expect(answer.headers()["content-disposition"]).toMatch(
    /^attachment; filename="tenantry-activity\./,
  )
  return answer.text()
}
