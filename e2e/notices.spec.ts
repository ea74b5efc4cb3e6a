import type { Page } from "playwright/test"
import { expect } from "playwright/test"
import { copyDatabase, giveDatabaseBack, isKeeperWell } from "@/e2e/copied-database"
import { query } from "@/e2e/database"
import { rowOf, test, until } from "@/e2e/fixtures"
import { lookAgain } from "@/e2e/live-refresh"
import { readStack } from "@/scripts/check/stack"

const PAGES = ["/organisations", "/activity", "/settings", "/settings/members"]

async function expectOnEveryPage(page: Page, title: string): Promise<void> {
  for (const path of PAGES) {
    await page.goto(path)
    await expect(page.getByRole("region", { name: "Notices" })).toContainText(title)
  }
}

async function readHealth(): Promise<{ status: string; keeper: string }> {
  const response = await fetch(`${readStack().baseUrl}/api/health`)
  expect(response.status).toBe(200)
  return response.json()
}

/** Has the keeper ask Xero about the app again, without its wait in between. */
async function untilAppIsAccepted(): Promise<void> {
  await until(async () => {
    await query(
      `UPDATE "XeroApp" SET "faultProbeDueAt" = clock_timestamp() WHERE "faultSince" IS NOT NULL`,
    )
    await query(
      `UPDATE "Grant" SET "refreshDueAt" = clock_timestamp(), "nextAttemptAt" = NULL WHERE "leaseUntil" IS NULL`,
    )
    return (await query(`SELECT 1 FROM "Incident" WHERE "closedAt" IS NULL`)).length === 0
  })
}

test.afterEach(giveDatabaseBack)

test("a copied database pauses everything and says so on every page, until an owner takes over", async ({
  page,
  sandbox,
  signIn,
  connectOrganisation,
}) => {
  await signIn()
  await connectOrganisation({ choose: "Maple Florist" })
  const [before] = await query<{ holderId: string }>(`SELECT "holderId" FROM "Installation"`)
  await copyDatabase()
  expect(await readHealth()).toEqual({ status: "ok", database: "ok", keeper: "copied_database" })

  await expectOnEveryPage(page, "This database is a copy, so nothing is sent to Xero")
  await page.goto("/organisations")
  await expect(rowOf(page, "Maple Florist")).toContainText("Paused")
  await expect(rowOf(page, "Maple Florist")).toContainText("This database is a copy")
  const { counters } = await sandbox.state()
  await page.getByRole("button", { name: "Connect Xero" }).click()
  const answer = page.getByRole("main").getByRole("alert").getByText("This database is a copy")
  await expect(answer).toBeVisible()
  await page.getByRole("link", { name: "Maple Florist" }).click()
  await page.getByRole("button", { name: "Refresh now" }).click()
  await expect(answer).toBeVisible()
  expect((await sandbox.state()).counters.totalTokenRequests).toBe(counters.totalTokenRequests)

  await page.getByRole("button", { name: "Take over" }).click()
  const dialog = page.getByRole("dialog")
  await expect(dialog.getByRole("button", { name: "Take over" })).toBeDisabled()
  await expect(dialog).toContainText("Every sign-in was refreshed within the last 30 minutes.")
  await dialog.getByLabel("Type take over to confirm").fill("take over")
  await dialog.getByRole("button", { name: "Take over" }).click()
  await expect(page.getByRole("region", { name: "Notices" })).toHaveCount(0)
  expect(await query(`SELECT "holderId" FROM "Installation"`)).toEqual([before])
  await until(isKeeperWell)
  await page.getByRole("button", { name: "Refresh now" }).click()
  await expect(page.getByText("Refreshed", { exact: true })).toBeVisible()
  await page.goto("/activity")
  await expect(page.getByText("Took over a copied database")).toBeVisible()
})

test("a refused client secret is one notice on every page, and goes by itself", async ({
  page,
  sandbox,
  signIn,
  connectOrganisation,
}) => {
  await page.clock.install()
  await signIn()
  await connectOrganisation({ choose: "Maple Florist" })
  await sandbox.addFault({
    target: "token",
    kind: "body",
    status: 400,
    body: '{"error":"invalid_client"}',
    times: 0,
  })
  await page.getByRole("link", { name: "Maple Florist" }).first().click()
  await page.getByRole("button", { name: "Refresh now" }).click()
  // The answer and the organisation's own status may say it at the same time.
  await expect(page.getByText("Xero refuses this app's client id or secret").first()).toBeVisible()
  await expectOnEveryPage(page, "Xero refuses this app’s client id or secret")
  await page.goto("/organisations")
  await expect(rowOf(page, "Maple Florist")).toContainText("Paused")
  await sandbox.clearFaults()
  await untilAppIsAccepted()
  await lookAgain(page)
  await expect(page.getByRole("region", { name: "Notices" })).toHaveCount(0)
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")
  await page.goto("/activity")
  await expect(page.getByText("Incident over: Xero accepts this app again")).toHaveCount(1)
})
