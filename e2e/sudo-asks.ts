import type { Page } from "playwright/test"
import { rowOf } from "@/e2e/fixtures"

/** Each does what needs sudo, up to the press that asks for it. */
export async function askToInvite(page: Page): Promise<void> {
  await page.goto("/settings/members")
  await page.getByLabel("Email").fill(`ivo.${Date.now()}@tenantry.example`)
  await page.getByRole("button", { name: "Invite" }).click()
}

export async function askForRole(page: Page, name: string): Promise<void> {
  await page.goto("/settings/members")
  await page.getByLabel(`Role of ${name}`).selectOption("owner")
  await page.getByRole("button", { name: "Save" }).click()
}

export async function askForPasswordLink(page: Page, email: string): Promise<void> {
  await page.goto("/settings/members")
  await rowOf(page, email).getByRole("button", { name: "New password link" }).click()
}

export async function askToAddWebhook(page: Page): Promise<void> {
  await page.goto("/settings/alerts")
  await page.getByRole("button", { name: "Add webhook" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name").fill("Operations")
  await dialog.getByLabel("Address").fill("https://hooks.tenantry.example/alerts")
  await dialog.getByRole("button", { name: "Add" }).click()
}

export async function askToAddService(page: Page): Promise<void> {
  await page.goto("/services/new")
  await page.getByLabel("Name", { exact: true }).fill("Nightly export")
  await page.getByRole("checkbox", { name: "Maple Florist" }).check()
  await page.getByRole("button", { name: "Add service" }).click()
}

/** On the service's page. */
export async function askToWiden(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Change" }).click()
  await page.getByRole("radio", { name: "All organisations, now and in future" }).check()
  await page.getByRole("button", { name: "Save" }).click()
}

/** On the organisation's page. */
export async function askToDisconnect(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Disconnect", exact: true }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click()
}

/** On the organisation's page. */
export async function askToRevoke(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Revoke consent" }).click()
  await page.getByRole("dialog").getByRole("textbox").fill("revoke")
  await page.getByRole("dialog").getByRole("button", { name: "Revoke consent" }).click()
}

export async function askToTakeOver(page: Page): Promise<void> {
  await page.goto("/organisations")
  await page.getByRole("button", { name: "Take over" }).click()
  await page.getByRole("dialog").getByRole("textbox").fill("take over")
  await page.getByRole("dialog").getByRole("button", { name: "Take over" }).click()
}
