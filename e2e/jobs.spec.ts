import { expect, type Page } from "playwright/test"
import { emptyTables, query } from "@/e2e/database"
import { expectAccessible } from "@/e2e/expect-accessible"
import { test } from "@/e2e/fixtures"
import { untilShown } from "@/e2e/live-refresh"
import { addMember, openAs } from "@/e2e/members"

test.afterAll(() => emptyTables("JobRow", "Job", "Campaign", "Link", "Mail", "MailServer"))

test("an admin selects organisations, has all that match checked, and sees each result", async ({
  page,
  browser,
  signIn,
  connectOrganisation,
}) => {
  test.slow()
  await page.clock.install()
  await signIn()
  await connectOrganisation({ choose: "Maple Florist" }, { choose: "Harbour Bakery" })
  await page.goto("/organisations")
  await page.getByRole("checkbox", { name: "Select Maple Florist" }).check()
  const bar = page.getByRole("region", { name: "Selected organisations" })
  await expect(bar).toContainText("1 organisation selected")
  await page.getByRole("checkbox", { name: "Select all on this page" }).check()
  await expect(bar).toContainText("2 organisations selected")
  await expectAccessible(page, "selected")

  await bar.getByRole("button", { name: "Check now" }).click()
  await page.waitForURL(/\/organisations\/jobs\/[0-9a-f-]+$/)
  await untilShown(page, page.getByText("2 of 2 done"))
  const rows = page.getByRole("table", { name: "Organisations of this job" })
  await expect(rows.getByText("Checked", { exact: true })).toHaveCount(2)
  await expectAccessible(page, "job")
  await page.getByRole("link", { name: "Jobs" }).click()
  await expect(page.getByRole("table", { name: "Jobs" })).toContainText(
    "Check now: 2 organisations",
  )
  await sendLinks(page)
  const viewer = await openAs(browser, await addMember("viewer"))
  await viewer.goto("/organisations")
  await expect(viewer.getByRole("table", { name: "Organisations" })).toContainText("Maple Florist")
  await expect(viewer.getByRole("checkbox")).toHaveCount(0)
  await viewer.context().close()
})

/** Asks somebody else to be the second authoriser of one of two organisations of one sign-in. */
async function sendLinks(page: Page): Promise<void> {
  // Nobody listens there: what is shown is that a mail waits.
  await query(
    `INSERT INTO "MailServer" ("host", "port", "security", "mailFrom") VALUES ('127.0.0.1', 9, 'none', 'tenantry@tenantry.example')`,
  )
  await query(`UPDATE "Grant" SET "xeroUserEmail" = NULL`)
  await page.goto("/organisations")
  await page.getByRole("checkbox", { name: "Select all on this page" }).check()
  await page.getByRole("button", { name: "Send links" }).click()
  const dialog = page.getByRole("dialog")
  await expect(dialog.getByLabel("Alice Doyle, Harbour Bakery")).toBeVisible()
  await dialog.getByLabel("Ask them to").selectOption({ label: "Become a second authoriser" })
  const typed = dialog.getByLabel("Maple Florist, now through Alice Doyle")
  await typed.fill("colleague")
  await dialog.getByLabel("Note").fill("Dear colleague,\nplease by Friday.")
  await dialog.getByRole("button", { name: "Send", exact: true }).click()
  await expect(dialog.getByText("must be an e-mail address")).toBeVisible()
  await typed.fill("colleague@maple.example")
  await expectAccessible(page, "addresses of a campaign")
  await dialog.getByRole("button", { name: "Send", exact: true }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Campaign of 1 link")
  const links = page.getByRole("table", { name: "Links of this campaign" })
  await expect(links.getByText("colleague@maple.example").first()).toBeVisible()
  await expect(links).toContainText("Maple Florist")
}
