import { expect } from "playwright/test"
import { query, rowOf, test } from "@/e2e/fixtures"
import { TENANTS } from "@/sandbox/seed"

const SCRIPT = `<script>alert("x")</script> Pty Ltd`

test.beforeEach(async ({ sandbox: _, signIn, connectOrganisation }) => {
  await signIn()
  await connectOrganisation({ choose: "Maple Florist" })
  await connectOrganisation({ choose: SCRIPT })
  await connectOrganisation({ choose: "Harbour Bakery" })
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
  expect((await sandbox.state()).connections).toEqual([])
  const [grant] = await query(`SELECT "state", "endedReason" FROM "Grant"`)
  expect(grant).toEqual({ state: "ended", endedReason: "revoked" })
})
