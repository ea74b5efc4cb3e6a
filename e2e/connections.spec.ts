import { expect } from "playwright/test"
import { rowOf, test } from "@/e2e/fixtures"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

test("a connection that nobody here made is seen in what Xero counts, and ended from here", async ({
  page,
  sandbox,
  signIn,
  connectOrganisation,
}) => {
  await signIn()
  await connectOrganisation({ choose: "Maple Florist" })
  const { bjorn: xeroUserId } = XERO_USERS
  await sandbox.seed({ connections: [{ xeroUserId, tenantId: TENANTS.soens }] })
  await page.goto("/organisations/connections")
  await page.getByRole("button", { name: "Ask Xero now" }).click()
  await expect(page.getByText("Xero lists 2 connections.")).toBeVisible()
  await expect(rowOf(page, "Maple Florist")).toContainText("Alive")
  const stray = rowOf(page, "O'Brien")
  await expect(stray).toContainText("Unknown here")
  await page.getByLabel("Plan").selectOption("starter")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByText("That is 40 % of the 5 that the plan holds.")).toBeVisible()
  await stray.getByRole("checkbox").check()
  await page.getByRole("button", { name: "Disconnect the ticked ones in Xero" }).click()
  await expect(page.getByText("1 connection ended in Xero.")).toBeVisible()
  await expect(stray).toBeHidden()
  const { connections } = await sandbox.state()
  expect(connections.map((one) => one.tenantId)).toEqual([TENANTS.mapleFlorist])
})
