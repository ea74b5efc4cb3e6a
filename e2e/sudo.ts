import { expect, type Locator, type Page } from "playwright/test"
import { query } from "@/e2e/database"
import { readStack } from "@/scripts/check/stack"

/** The dialog that asks who the member is. */
export function sudoDialog(page: Page): Locator {
  return page.getByRole("dialog", { name: "Confirm that it is you" })
}

/** Gives this password in the dialog. */
export async function confirmWith(page: Page, password: string): Promise<void> {
  await sudoDialog(page).getByLabel("Your password").fill(password)
  await sudoDialog(page).getByRole("button", { name: "Confirm" }).click()
}

/** Proves by keyboard that it is the owner. */
export async function proveOwner(page: Page): Promise<void> {
  await expect(sudoDialog(page).getByLabel("Your password")).toBeFocused()
  await page.keyboard.type(readStack().owner.password)
  await page.keyboard.press("Enter")
  await expect(sudoDialog(page)).toBeHidden()
}

/** Leaves the dialog without a proof. */
export async function refuseToProve(page: Page): Promise<void> {
  await expect(sudoDialog(page)).toBeVisible()
  await page.keyboard.press("Escape")
  await expect(sudoDialog(page)).toBeHidden()
}

/** Makes every proof eleven minutes older. */
export async function letSudoPass(): Promise<void> {
  await query(`UPDATE "Proof" SET "provenAt" = "provenAt" - interval '11 minutes'`)
}
