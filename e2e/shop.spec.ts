import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { expect, type Page } from "playwright/test"
import { emptyTables, query } from "@/e2e/database"
import { test } from "@/e2e/fixtures"
import { consentByLink, openOutside } from "@/e2e/links"
import { forgetServices, readSecret, secretDialog } from "@/e2e/services"
import { readStack } from "@/scripts/check/stack"
import { findFreePort } from "@/scripts/start/free-port"

let shop: ChildProcess | null = null

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await forget()
  await signIn()
})
test.afterEach(async () => {
  shop?.kill()
  shop = null
  await forget()
})

async function forget(): Promise<void> {
  await forgetServices()
  await emptyTables("AlertAttempt", "AlertDelivery", "AlertChannel", "LinkSettings")
}

test("the Express shop of the docs has its customer connect an organisation, and fetches its token", async ({
  page,
  browser,
}) => {
  test.slow()
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  await query(
    `INSERT INTO "LinkSettings" ("singleton", "returnOrigins", "holdsNew") VALUES (true, ARRAY['${url}'], false)`,
  )
  const client = await addShopService(page)
  const secret = await addShopWebhook(page, `${url}/webhook`)
  const said = await openShop({ ...client, WEBHOOK_SECRET: secret, SHOP_URL: url, PORT: `${port}` })

  const customer = await openOutside(browser)
  await customer.goto(url)
  await customer.getByRole("button", { name: "Connect Xero" }).click()
  await consentByLink(customer, { choose: "Maple Florist" })
  await customer.getByRole("link", { name: /127\.0\.0\.1/ }).click()
  await expect(customer.getByRole("heading", { name: "Thank you" })).toBeVisible()
  await expect
    .poll(() => said.join(""), { timeout: 30_000 })
    .toMatch(/customer-42: a token for Maple Florist that lives \d+ seconds/)
})

async function addShopService(page: Page): Promise<Record<string, string>> {
  await page.goto("/services/new")
  await page.getByLabel("Name", { exact: true }).fill("Shop")
  await page.getByText("All organisations, now and in future").click()
  await page.getByRole("checkbox", { name: "Make links" }).check()
  await page.getByRole("button", { name: "Add service" }).click()
  const CLIENT_SECRET = await readSecret(secretDialog(page))
  await secretDialog(page).getByRole("button", { name: "I have stored it" }).click()
  await page.waitForURL(/\/services\/[0-9a-f-]{36}$/)
  return { CLIENT_ID: page.url().split("/").at(-1) ?? "", CLIENT_SECRET }
}

async function addShopWebhook(page: Page, address: string): Promise<string> {
  await page.goto("/settings/alerts")
  await page.getByRole("button", { name: "Add webhook" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name").fill("Shop")
  await dialog.getByLabel("Address").fill(address)
  await dialog.getByLabel("What it gets").selectOption("links")
  await dialog.getByRole("button", { name: "Add" }).click()
  const secret = (await dialog.getByText(/^whsec_/).textContent()) ?? ""
  await dialog.getByRole("button", { name: "Done" }).click()
  return secret
}

async function openShop(settings: Record<string, string>): Promise<string[]> {
  const { baseUrl: TENANTRY_URL } = readStack()
  const env = { NODE_ENV: "test", PATH: process.env.PATH, TENANTRY_URL, ...settings } as const
  shop = spawn(process.execPath, ["docs/examples/express-shop.mjs"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  })
  const said: string[] = []
  shop.stdout?.on("data", (chunk) => said.push(String(chunk)))
  if (shop.stdout !== null) await once(shop.stdout, "data")
  return said
}
