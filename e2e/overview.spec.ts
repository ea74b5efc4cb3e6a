import { expect } from "playwright/test"
import { test } from "@/e2e/fixtures"
import { seedStack, unseedStack } from "@/e2e/seeded"

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
})

test.afterAll(unseedStack)

test("the overview begins with the first organisation, and shows what needs a person in the list's order", async ({
  page,
}) => {
  await page.goto("/")
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview")
  await expect(page.getByRole("heading", { name: "No organisations yet" })).toBeVisible()
  await seedStack("broken")
  await page.goto("/organisations")
  const names = page.locator('tbody a[href^="/organisations/"]')
  await expect(names.first()).toBeVisible()
  const listed = await names.allTextContents()
  await page.getByRole("link", { name: "Overview" }).click()
  await expect(page).toHaveURL("/")
  const needs = page.getByRole("list", { name: "Needs you" }).getByRole("listitem")
  await expect(needs).toHaveCount(5)
  expect(await needs.getByRole("link").allTextContents()).toEqual(listed.slice(0, 5))
  await expect(needs.first().getByRole("button")).toHaveText("Reconnect")
  await expect(page.getByRole("link", { name: /more organisation/ })).toBeVisible()
})

test("each plot of the overview can be read as a table", async ({ page }) => {
  await seedStack("typical")
  await page.goto("/")
  const day = page.getByRole("img", {
    name: /^Last 30 days: [\d,]+ refreshes succeeded and [\d,]+ failed/,
  })
  await expect(day).toBeVisible()
  const tables = page.getByText("Show as a table")
  await expect(tables).toHaveCount(3)
  for (const table of await tables.all()) await table.click()
  await expect(page.getByRole("columnheader", { name: "Week from (UTC)" })).toBeVisible()
  await expect(page.getByRole("columnheader", { name: "Hour (UTC)" })).toBeVisible()
  await expect(page.getByRole("columnheader", { name: "Failed" }).first()).toBeVisible()
  await expect(page.getByRole("list", { name: "Incidents" })).toContainText("for 7 hours")
})
