import { expect } from "playwright/test"
import { emptyTables } from "@/e2e/database"
import { expectAccessible } from "@/e2e/expect-accessible"
import { test } from "@/e2e/fixtures"
import { addMember, openAs } from "@/e2e/members"

test.afterAll(() => emptyTables("JobRow", "Job"))

test("an admin selects organisations, has all that match checked, and sees each result", async ({
  page,
  browser,
  signIn,
  connectOrganisation,
}) => {
  test.slow()
  await signIn()
  await connectOrganisation({ choose: "Maple Florist" })
  await connectOrganisation({ choose: "Harbour Bakery" })
  await page.goto("/organisations")
  await page.getByRole("checkbox", { name: "Select Maple Florist" }).check()
  const bar = page.getByRole("region", { name: "Selected organisations" })
  await expect(bar).toContainText("1 organisation selected")
  await page.getByRole("checkbox", { name: "Select all on this page" }).check()
  await expect(bar).toContainText("2 organisations selected")
  await expectAccessible(page, "selected")

  await bar.getByRole("button", { name: "Check now" }).click()
  await page.waitForURL(/\/organisations\/jobs\/[0-9a-f-]+$/)
  await expect(page.getByText("2 of 2 done")).toBeVisible({ timeout: 30_000 })
  const rows = page.getByRole("table", { name: "Organisations of this job" })
  await expect(rows.getByText("Checked", { exact: true })).toHaveCount(2)
  await expectAccessible(page, "job")
  await page.getByRole("link", { name: "Jobs" }).click()
  await expect(page.getByRole("table", { name: "Jobs" })).toContainText(
    "Check now: 2 organisations",
  )
  const viewer = await openAs(browser, await addMember("viewer"))
  await viewer.goto("/organisations")
  await expect(viewer.getByRole("table", { name: "Organisations" })).toContainText("Maple Florist")
  await expect(viewer.getByRole("checkbox")).toHaveCount(0)
  await viewer.context().close()
})
