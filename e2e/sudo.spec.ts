import { expect } from "playwright/test"
import { emptyTables } from "@/e2e/database"
import { expectAccessible } from "@/e2e/expect-accessible"
import { rowOf, test } from "@/e2e/fixtures"
import { forgetTries, readLink } from "@/e2e/members"
import { forgetServices, readSecret, secretDialog } from "@/e2e/services"
import { letSudoPass, proveOwner, refuseToProve, sudoDialog } from "@/e2e/sudo"
import {
  askToAddService,
  askToAddWebhook,
  askToDisconnect,
  askToRevoke,
  askToWiden,
} from "@/e2e/sudo-asks"
import { TENANTS } from "@/sandbox/seed"
import { readStack } from "@/scripts/check/stack"

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await forgetServices()
  await emptyTables("AlertChannel")
  await signIn()
  await letSudoPass()
})
test.afterAll(async () => {
  await forgetServices()
  await emptyTables("AlertChannel")
})

test("one dialog asks for the password, refuses wrong ones, and then does what was asked for", async ({
  page,
}) => {
  const email = `ina.${Date.now()}@tenantry.example`
  await page.goto("/settings/members")
  await page.getByLabel("Email").fill(email)
  await page.getByLabel("Role", { exact: true }).selectOption("admin")
  const invite = page.getByRole("button", { name: "Invite" })
  await invite.press("Enter")
  await refuseToProve(page)
  await expect(page.getByText("you did not confirm that it is you")).toBeVisible()
  await expect(page.getByLabel("Email")).toHaveValue(email)
  await expect(page.getByLabel("Role", { exact: true })).toHaveValue("admin")
  await expect(invite).toBeFocused()

  await invite.press("Enter")
  const dialog = sudoDialog(page)
  const password = dialog.getByLabel("Your password")
  await expect(password).toBeFocused()
  for (let tries = 0; tries < 5; tries += 1) {
    await page.keyboard.type("not this one")
    await page.keyboard.press("Enter")
    await expect(dialog.getByRole("button", { name: "Confirm" })).not.toHaveAttribute("aria-busy")
    await expect(dialog.getByText("This is not your password.")).toBeVisible()
    await expect(password).toBeFocused()
  }
  await expectAccessible(page, "a wrong password")
  await page.keyboard.type(readStack().owner.password)
  await page.keyboard.press("Enter")
  await expect(dialog.getByText("Too many wrong passwords. Try again in")).toBeVisible()
  await forgetTries()
  await proveOwner(page)
  await expect(page.getByText(`Send this link to ${email}`)).toBeVisible()
  await expect(rowOf(page, email)).toContainText("admin")
  const link = await readLink(page)

  await page.getByLabel("Email").fill(`ida.${email}`)
  await invite.click()
  await expect(page.getByText(`Send this link to ida.${email}`)).toBeVisible()
  expect(await readLink(page)).not.toBe(link)
  await page.goto("/activity")
  await expect(page.getByText("Gave a wrong password when asked to confirm")).toHaveCount(5)
  await expect(page.getByText("Confirmed who they are with the password")).toHaveCount(1)
})

test("where a dialog asked for the change, it opens above that dialog", async ({
  page,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" }, { choose: "Harbour Bakery" })
  await page.emulateMedia({ colorScheme: "dark" })
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await askToDisconnect(page)
  await expect(sudoDialog(page)).toBeVisible()
  await expectAccessible(page, "one dialog above another")
  await refuseToProve(page)
  await expect(page.getByText("Not confirmed")).toBeVisible()
  await askToDisconnect(page)
  await proveOwner(page)
  await expect(page.getByText("Disconnected", { exact: true }).first()).toBeVisible()
  await expect(page.getByRole("dialog")).toHaveCount(0)

  await letSudoPass()
  await page.goto(`/organisations/${TENANTS.harbourBakery}`)
  await askToRevoke(page)
  await proveOwner(page)
  await expect(page.getByText("Consent revoked", { exact: true })).toBeVisible()

  await letSudoPass()
  await askToAddWebhook(page)
  await refuseToProve(page)
  await expect(page.getByRole("dialog").getByLabel("Name")).toHaveValue("Operations")
  await page.getByRole("dialog").getByRole("button", { name: "Add" }).click()
  await proveOwner(page)
  await expect(page.getByRole("dialog").getByText(/^whsec_/)).toBeVisible()
})

test("a service that was typed in waits for the proof, and shows its secret once after it", async ({
  page,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" })
  await askToAddService(page)
  await refuseToProve(page)
  await expect(page.getByText("you did not confirm that it is you")).toBeVisible()
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Nightly export")
  await expect(page.getByRole("checkbox", { name: "Maple Florist" })).toBeChecked()
  await page.getByRole("button", { name: "Add service" }).click()
  await proveOwner(page)
  const clientSecret = await readSecret(secretDialog(page))
  await secretDialog(page).getByRole("button", { name: "I have stored it" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nightly export")
  await page.reload()
  expect(await page.content()).not.toContain(clientSecret)

  await letSudoPass()
  await page.getByRole("link", { name: "Change" }).click()
  await page.getByLabel("Name", { exact: true }).fill("Export")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Export")
  await askToWiden(page)
  await proveOwner(page)
  await expect(page.getByText("All, now and in future")).toBeVisible()
})
