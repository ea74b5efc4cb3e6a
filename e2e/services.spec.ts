import { readFileSync } from "node:fs"
import { expect, type Page } from "playwright/test"
import { query } from "@/e2e/database"
import { expectAccessible } from "@/e2e/expect-accessible"
import { rowOf, test } from "@/e2e/fixtures"
import { untilShown } from "@/e2e/live-refresh"
import {
  addService,
  askToken,
  expectRefused,
  forgetServices,
  readSecret,
  secretDialog,
} from "@/e2e/services"
import { TENANTS } from "@/sandbox/seed"
import { readStack } from "@/scripts/check/stack"

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await forgetServices()
  await signIn()
})
test.afterAll(forgetServices)

test("a service is added, its secret is seen once, and what it fetches is in the ledger", async ({
  page,
  connectOrganisation,
}) => {
  test.slow()
  await page.clock.install()
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  await connectOrganisation({ choose: "Maple Florist" })
  await page.getByRole("navigation", { name: "Main" }).getByText("Services").click()
  await expect(page.getByRole("heading", { name: "No services yet" })).toBeVisible()
  await page.getByRole("link", { name: "Add service" }).click()
  await page.getByLabel("Name", { exact: true }).fill("Nightly export")
  await page.getByLabel("Networks").fill("127.0.0.0/8\n127.0.0.0/99")
  await page.getByRole("button", { name: "Add service" }).click()
  await expect(page.getByText("127.0.0.0/99” in line 2")).toBeVisible()
  await expect(page.getByText("must hold at least one organisation")).toBeVisible()
  await page.getByLabel("Networks").fill("127.0.0.0/8\n::1")
  await page.getByRole("searchbox", { name: "Search organisations" }).fill("maple")
  await page.getByRole("checkbox", { name: "Maple Florist" }).check()
  await page.getByRole("button", { name: "Add service" }).click()

  const dialog = secretDialog(page)
  const clientSecret = await readSecret(dialog)
  expect(clientSecret).toMatch(/^tnt_\S{50}$/)
  await expectAccessible(page, "the secret")
  await page.keyboard.press("Escape")
  await page.keyboard.press("Escape")
  await expect(dialog).toBeVisible()
  await expect(dialog.getByRole("button", { name: "Close" })).toHaveCount(0)
  await page.evaluate(() => history.back())
  await expect(page).toHaveURL(/\/services\/new$/)
  await expect(dialog).toBeVisible()
  await dialog.getByRole("button", { name: "Copy the client secret" }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(clientSecret)
  await dialog.getByRole("button", { name: "I have stored it" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nightly export")
  const clientId = new URL(page.url()).pathname.split("/").at(-1) ?? ""

  const { status, accessToken } = await askToken({ clientId, clientSecret }, TENANTS.mapleFlorist)
  expect(status).toBe(200)
  const connections = await fetch(new URL("/connections", readStack().apiUrl), {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  expect(connections.status).toBe(200)
  await askToken({ clientId, clientSecret }, TENANTS.mapleFlorist)
  // No reload: the page has to notice by itself.
  await untilShown(page, page.getByRole("img", { name: /: 2 in total/ }))
  const line = page.getByRole("table", { name: "Ledger" }).getByRole("row").nth(1)
  await expect(line.getByRole("cell").nth(1)).toHaveText(/2$/)
  await expect(page.getByText("fetched its first token for Maple Florist")).toBeVisible()

  await expectForgotten(page, clientSecret)
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await expect(page.getByRole("link", { name: "Nightly export" })).toBeVisible()
  for (const name of ["Disconnect", "Revoke consent"]) {
    await page.getByRole("button", { name, exact: true }).click()
    await expect(page.getByRole("dialog")).toContainText("1 service loses access")
    await expect(page.getByRole("dialog")).toContainText("Nightly export")
    await page.keyboard.press("Escape")
  }
  await page.goto("/activity?kind=service")
  await page.getByRole("link", { name: "Nightly export" }).first().click()
  await expect(page).toHaveURL(new RegExp(`/services/${clientId}`))
})

test("a secret is rotated with both valid, and a revoked service gets nothing any more", async ({
  page,
  connectOrganisation,
}) => {
  test.slow()
  await connectOrganisation({ choose: "Maple Florist" })
  const old = await addService(page, { name: "Ledger sync", organisations: ["Maple Florist"] })
  await page.getByRole("button", { name: "New secret" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "New secret" }).click()
  const clientSecret = await readSecret(secretDialog(page))
  await secretDialog(page).getByRole("button", { name: "I have stored it" }).click()
  await expect(page.getByRole("button", { name: "New secret" })).toBeDisabled()
  await expect(page.getByText("Two at most")).toBeVisible()
  const rotated = { ...old, clientSecret }
  for (const client of [old, rotated]) {
    expect((await askToken(client, TENANTS.mapleFlorist)).status).toBe(200)
  }
  const hint = old.clientSecret.slice(-4)
  const secret = page.getByRole("listitem").filter({ hasText: hint })
  await secret.getByRole("button", { name: "Remove" }).click()
  await expect(page.getByRole("dialog")).toContainText("The other secret keeps working")
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click()
  await expectRefused(old, TENANTS.mapleFlorist)
  expect((await askToken(rotated, TENANTS.mapleFlorist)).status).toBe(200)

  await page.getByRole("button", { name: "Revoke", exact: true }).click()
  await expect(page.getByRole("dialog")).toContainText("no more access tokens")
  await page.getByRole("dialog").getByRole("textbox").fill("revoke")
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click()
  await expect(page.getByText("Revoked for good")).toBeVisible()
  await expectRefused(rotated, TENANTS.mapleFlorist)
  await page.goto("/services")
  await expect(page.getByText("All services are revoked.")).toBeVisible()
  await page.getByLabel("State").selectOption({ label: "Revoked (1)" })
  await expect(rowOf(page, "Ledger sync")).toContainText("None")
  const log = readFileSync(readStack().logFile, "utf8")
  for (const client of [old, rotated]) expect(log).not.toContain(client.clientSecret)
})

/** Neither this page, nor going back, nor loading again shows it; nor does the database hold it. */
async function expectForgotten(page: Page, clientSecret: string): Promise<void> {
  expect(await page.content()).not.toContain(clientSecret)
  await page.goBack()
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
  expect(await page.content()).not.toContain(clientSecret)
  await page.reload()
  expect(await page.content()).not.toContain(clientSecret)
  const rows = await query(`SELECT row_to_json(s)::text FROM "ServiceSecret" s`)
  const events = await query(`SELECT row_to_json(e)::text FROM "AuditEvent" e`)
  expect(JSON.stringify([rows, events])).not.toContain(clientSecret)
}
