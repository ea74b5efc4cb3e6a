import { expect } from "playwright/test"
import { query } from "@/e2e/database"
import { expectAccessible } from "@/e2e/expect-accessible"
import { expireTokenSets, giveConsent, rowOf, test, until, untilChainEnds } from "@/e2e/fixtures"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const PAGE = `/organisations/${TENANTS.mapleFlorist}`

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
})

test("a second authoriser is added, takes over when the first chain ends, and is found and told of", async ({
  page,
  sandbox,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" })
  await page.goto(PAGE)
  await page.getByRole("button", { name: "Add an authoriser" }).click()
  const dialog = page.getByRole("dialog")
  await expect(dialog).toContainText("this organisation then takes 2 connections of your Xero plan")
  await dialog.getByRole("button", { name: "Continue to Xero" }).click()
  await giveConsent(page, { as: "bjorn", choose: "Maple Florist" })
  await expect(page.getByText("was already connected through Alice Doyle")).toBeVisible()
  await expect(page.getByRole("button", { name: "Make first" })).toHaveCount(1)
  await sandbox.killChain(XERO_USERS.alice)
  await expireTokenSets()
  await untilChainEnds()
  await page.goto(PAGE)
  await expect(page.getByText("Running on its second authoriser")).toBeVisible()
  await expect(page.getByText("Healthy").first()).toBeVisible()
  await expectAccessible(page, "an organisation with two authorisers")
  await page.goto("/organisations?only=one_authoriser")
  await expect(rowOf(page, "Maple Florist")).toContainText("its second of 2 authorisers")
})

test("a reconnect through another Xero user names both and asks before anything moves", async ({
  page,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" })
  await page.goto(PAGE)
  await expect(page.getByText("If someone else signs in, you decide")).toBeVisible()
  await page.getByRole("button", { name: "Reconnect", exact: true }).click()
  await giveConsent(page, { as: "bjorn", choose: "Maple Florist" })
  await expect(page.getByText(/Bjørn O'Neil\s+signed in, not\s+Alice Doyle/)).toBeVisible()
  await page.getByRole("button", { name: "Replace" }).click()
  await until(
    async () =>
      (await query(`SELECT 1 FROM "Connection" WHERE "state" = 'disconnected'`)).length === 1,
  )
  await page.goto(PAGE)
  const authorisers = page.getByRole("listitem").filter({ hasText: "The first authoriser" })
  await expect(authorisers).toContainText("Bjørn O'Neil")
})
