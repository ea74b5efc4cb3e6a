import { expect } from "playwright/test"
import { query } from "@/e2e/database"
import { expireTokenSets, giveConsent, rowOf, test } from "@/e2e/fixtures"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const SCRIPT = `<script>alert("x")</script> Pty Ltd`

test.beforeEach(async ({ sandbox: _, signIn, connectOrganisation }) => {
  await signIn()
  await connectOrganisation(
    { choose: "Maple Florist" },
    { choose: SCRIPT },
    { choose: "Harbour Bakery" },
  )
})

test("one of three is disconnected at Xero by its connection, and the others keep working", async ({
  page,
  sandbox,
}) => {
  await page.goto(`/organisations/${TENANTS.script}`)
  await page.getByRole("button", { name: "Disconnect", exact: true }).click()
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"))
  await expect(dialog).toContainText(SCRIPT)
  await dialog.getByRole("button", { name: "Disconnect" }).click()
  await expect(page.getByText("Disconnected", { exact: true }).first()).toBeVisible()
  const { connections } = await sandbox.state()
  expect(connections.map((one) => one.tenantId).sort()).toEqual(
    [TENANTS.mapleFlorist, TENANTS.harbourBakery].sort(),
  )
  await page.goto("/organisations")
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")
  await expect(rowOf(page, "Harbour Bakery")).toContainText("Healthy")
  await expect(rowOf(page, SCRIPT)).toHaveCount(0)
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Refresh now" }).click()
  await expect(page.getByText("Refreshed", { exact: true })).toBeVisible()
})

test("revoking the consent lists what it cuts off and asks for the word", async ({
  page,
  sandbox,
}) => {
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Revoke consent" }).click()
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"))
  for (const name of ["Maple Florist", SCRIPT, "Harbour Bakery"])
    await expect(dialog).toContainText(name)
  await expect(dialog.getByRole("button", { name: "Revoke consent" })).toBeDisabled()
  await dialog.getByRole("textbox").fill("revoke")
  await dialog.getByRole("button", { name: "Revoke consent" }).click()
  await expect(page.getByText("Reconnect needed").first()).toBeVisible()
  await expect(page.getByText("Consent revoked", { exact: true })).toBeVisible()
  expect((await sandbox.state()).connections).toEqual([])
  const [grant] = await query(`SELECT "state", "endedReason" FROM "Grant"`)
  expect(grant).toEqual({ state: "ended", endedReason: "revoked" })
})

test("a revocation that Xero does not hear of says so, and goes on saying so", async ({ page }) => {
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Revoke consent" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByRole("textbox").fill("revoke")
  await query(`UPDATE "Grant" SET "state" = 'ended', "endedReason" = 'refused'`)
  await dialog.getByRole("button", { name: "Revoke consent" }).click()
  await expect(page.getByText("Reconnect needed").first()).toBeVisible()
  await expect(page.getByText("Ended here, but not in Xero")).toBeVisible()
  await expect(page.getByText("not ended in Xero, which may still list it")).toBeVisible()
})

test("revoking an earlier Xero app's consent promises nothing at Xero", async ({ page }) => {
  await query(`INSERT INTO "XeroApp" ("id", "issuer", "clientId", "clientSecretsSealed", "scopes", "current")
    SELECT gen_random_uuid(), "issuer", 'earlier', "clientSecretsSealed", "scopes", false FROM "XeroApp" WHERE "current"
    ON CONFLICT DO NOTHING`)
  await query(
    `UPDATE "Grant" SET "xeroAppId" = (SELECT "id" FROM "XeroApp" WHERE "clientId" = 'earlier')`,
  )
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Revoke consent" }).click()
  const dialog = page.getByRole("dialog")
  await expect(dialog).toContainText("Tenantry cannot end it in Xero")
  await expect(dialog).not.toContainText("here and in Xero")
  await dialog.getByRole("textbox").fill("revoke")
  await dialog.getByRole("button", { name: "Revoke consent" }).click()
  await expect(page.getByText("Ended here, but not in Xero")).toBeVisible()
})

test("what another Xero user's consent reaches too is not said to be cut off", async ({
  page,
  connectOrganisation,
}) => {
  await connectOrganisation({ as: "bjorn", choose: "Maple Florist" })
  await query(`UPDATE "Connection" SET "state" = 'offered' WHERE "tenantId" = $1`, [
    TENANTS.harbourBakery,
  ])
  await page.goto(`/organisations/${TENANTS.script}`)
  await page.getByRole("button", { name: "Revoke consent" }).click()
  const dialog = page.getByRole("dialog")
  const [cutOff, kept] = [dialog.getByRole("list").first(), dialog.getByRole("list").last()]
  await expect(cutOff).toContainText("Harbour Bakery, which needs a decision")
  await expect(cutOff).toContainText(SCRIPT)
  await expect(cutOff).not.toContainText("Maple Florist")
  await expect(kept).toHaveText("Maple Florist")
})

test("one that was removed without Xero's knowledge is named by the next consent, with the way back", async ({
  page,
  sandbox,
  connectOrganisation,
}) => {
  await sandbox.setOptions({ appConnections: false })
  await sandbox.killChain(XERO_USERS.alice)
  await expireTokenSets()
  await query(`UPDATE "Grant" SET "state" = 'ended', "endedReason" = 'refused'`)
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Disconnect", exact: true }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click()
  await expect(page.getByText("Removed here, but not in Xero")).toBeVisible()
  await connectOrganisation({ choose: "continue" })
  await expect(page.getByText("No new organisation was connected")).toBeVisible()
  await page.getByRole("status").getByRole("link", { name: "Maple Florist" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Maple Florist")
  await page.getByRole("button", { name: "Reconnect", exact: true }).click()
  await giveConsent(page, { choose: "continue" })
  await expect(page.getByText(/Reconnected\s+Maple Florist/).first()).toBeVisible()
  await page.goto("/organisations")
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")
})
