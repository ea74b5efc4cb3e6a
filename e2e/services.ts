import { expect, type Locator, type Page } from "playwright/test"
import { emptyTables, query } from "@/e2e/database"
import { readStack } from "@/scripts/check/stack"

/** Adds a service as an admin would; returns the credentials for the program. */
export async function addService(page: Page, wanted: WantedService): Promise<Client> {
  await page.goto("/services/new")
  await page.getByLabel("Name", { exact: true }).fill(wanted.name)
  for (const name of wanted.organisations) {
    await page.getByRole("checkbox", { name, exact: true }).check()
  }
  await page.getByRole("button", { name: "Add service" }).click()
  const clientSecret = await readSecret(secretDialog(page))
  const clientId = await readShown(secretDialog(page), "Client id")
  await secretDialog(page).getByRole("button", { name: "I have stored it" }).click()
  await page.waitForURL(`**/services/${clientId}`)
  return { clientId, clientSecret }
}

/** The dialog that shows a client secret once. */
export function secretDialog(page: Page): Locator {
  return page.getByRole("dialog", { name: "Store the client secret now" })
}

/** The secret as it is shown. */
export function readSecret(dialog: Locator): Promise<string> {
  return readShown(dialog, "Client secret")
}

async function readShown(dialog: Locator, term: string): Promise<string> {
  const part = dialog.locator("dl > div").filter({ hasText: term })
  return (await part.locator("code").textContent()) ?? ""
}

/** Fetches a token as a program would, over HTTP, at the public address: no browser, no Origin, no cookie. */
export async function askToken(client: Client, tenantId: string): Promise<TokenAnswer> {
  const basic = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString("base64")
  const answer = await fetch(`${readStack().baseUrl}/oauth/token`, {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: "client_credentials", resource: tenantId }),
  })
  const { access_token, error } = await answer.json()
  return { status: answer.status, accessToken: access_token ?? null, error: error ?? null }
}

/** Expects a refusal within a second, the time in which every keeper notices a change. */
export async function expectRefused(client: Client, tenantId: string): Promise<void> {
  await expect
    .poll(async () => (await askToken(client, tenantId)).status, { timeout: 3_000 })
    .toBe(401)
}

/** Forgets all services and all wrong passwords. */
export async function forgetServices(): Promise<void> {
  await emptyTables("Service")
  await query(`DELETE FROM "Throttle"`)
}

type WantedService = { name: string; organisations: string[] }
export type Client = { clientId: string; clientSecret: string }
type TokenAnswer = { status: number; accessToken: string | null; error: string | null }
