import { TOTP } from "otpauth"
import { expect, type Page } from "playwright/test"
import { emptyTables, query } from "@/e2e/database"
import { expectAccessible } from "@/e2e/expect-accessible"

/** Leaves everybody with the password alone, and asks nobody for more. */
export async function forgetFactors(): Promise<void> {
  await emptyTables("Passkey", "CodeApp", "RecoveryCode", "SecondStep", "SignInPolicy")
}

/** From now on everybody needs a second factor. */
export async function requireOfEveryone(): Promise<void> {
  await query(`INSERT INTO "SignInPolicy" ("secondFactorOf") VALUES ('viewer')`)
}

/** Adds an authenticator app in the settings, as a member does. */
export async function addApp(page: Page): Promise<{ secret: string; recoveryCodes: string[] }> {
  await page.goto("/settings")
  await page.getByRole("button", { name: "Add an authenticator app" }).click()
  const dialog = page.getByRole("dialog", { name: "Add an authenticator app" })
  await dialog.getByRole("button", { name: "Show the QR code" }).click()
  const secret = await readSecret(page)
  await expectAccessible(page, "a new authenticator app")
  await dialog.getByLabel("Name").fill("Telephone")
  await dialog.getByLabel("Code that the app shows").fill(new TOTP({ secret }).generate())
  await dialog.getByRole("button", { name: "Confirm the app" }).click()
  await expect(dialog.getByText("Store your recovery codes now")).toBeVisible()
  const recoveryCodes = await dialog.locator("li code").allTextContents()
  await dialog.getByRole("button", { name: "I have stored them" }).click()
  await expect(page.getByRole("list", { name: "Second factors" })).toContainText("Telephone")
  return { secret, recoveryCodes }
}

/** The secret beside the QR code. */
export async function readSecret(page: Page): Promise<string> {
  return (await page.getByText(/^[A-Z2-7]{32}$/).textContent()) ?? ""
}

/** The code that the app shows now, as if none of it had been taken. */
export async function showCode(secret: string): Promise<string> {
  await query(`UPDATE "CodeApp" SET "lastStep" = 0`)
  return new TOTP({ secret }).generate()
}

/** Fills in a recovery code and sends it. */
export async function enterRecoveryCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Recovery code").fill(code)
  await page.getByRole("button", { name: "Continue" }).click()
}
