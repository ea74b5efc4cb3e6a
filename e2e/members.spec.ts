import { expect } from "playwright/test"
import { test } from "@/e2e/fixtures"
import { addMember, enter, forgetTries, openAs, openPage, readLink } from "@/e2e/members"
import { confirmWith } from "@/e2e/sudo"
import { readStack } from "@/scripts/check/stack"

const REFUSED = "The e-mail address or password is wrong, or an owner has disabled this member."

test.beforeEach(forgetTries)

test("an invited viewer joins by a one-time link, sees everything and can change nothing", async ({
  page,
  browser,
  signIn,
}) => {
  const email = `vic.${Date.now()}@tenantry.example`
  await signIn()
  await page.goto("/settings/members")
  await page.getByLabel("Email").fill(email)
  await page.getByLabel("Role", { exact: true }).selectOption("viewer")
  await page.getByRole("button", { name: "Invite" }).click()
  await expect(page.getByText(`Send this link to ${email}`)).toBeVisible()
  const link = await readLink(page)
  await page.reload()
  await expect(page.getByRole("table", { name: "Open links" })).toContainText(email)
  await expect(page.getByText(link)).toHaveCount(0)

  const guest = await openPage(browser)
  await guest.goto(link)
  await guest.getByLabel("Your name").fill("Vic")
  await guest.getByLabel("Password").fill("a password of vic")
  await guest.getByRole("button", { name: "Join" }).click()
  await expect(guest).toHaveURL("/organisations")
  await expect(guest.getByRole("button", { name: "Connect Xero" })).toBeDisabled()
  await guest.goto("/settings/members")
  await expect(guest.getByRole("row").filter({ hasText: email })).toContainText("viewer")
  await expect(guest.getByRole("button", { name: /Invite|Disable|Save|link/ })).toHaveCount(0)
  await guest.goto(link)
  await expect(guest.getByRole("heading")).toHaveText("This link no longer works")
  await guest.context().close()
})

test("a withdrawn invitation opens nothing", async ({ page, signIn }) => {
  const email = `wim.${Date.now()}@tenantry.example`
  await signIn()
  await page.goto("/settings/members")
  await page.getByLabel("Email").fill(email)
  await page.getByRole("button", { name: "Invite" }).click()
  const link = await readLink(page)
  await page.getByRole("button", { name: `Withdraw the invitation of ${email}` }).click()
  await expect(page.getByText(email, { exact: true })).toHaveCount(0)
  await expect(page.getByText("Send this link to")).toHaveCount(0)
  await page.goto(link)
  await expect(page.getByRole("heading")).toHaveText("This link no longer works")
})

test("a new password ends the member's other sessions, and the old one is worth nothing", async ({
  page,
  browser,
}) => {
  const member = await addMember("viewer")
  const elsewhere = await openAs(browser, member)
  await elsewhere.goto("/organisations")
  await enter(page, member)
  await page.waitForURL("**/organisations")
  await page.goto("/settings")
  await page.getByLabel("New password").fill("the next password")
  await page.getByRole("button", { name: "Change password" }).click()
  await confirmWith(page, member.password)
  await expect(page.getByText("1 other browser was signed out.")).toBeVisible()
  await elsewhere.goto("/activity")
  await expect(elsewhere).toHaveURL(/\/sign-in/)
  await page.goto("/activity")
  await expect(page).toHaveURL("/activity")
  await enter(elsewhere, member)
  await expect(elsewhere.getByText(REFUSED)).toBeVisible()
  await elsewhere.context().close()
})

test("a disabled member is out at once, and back when enabled", async ({
  page,
  browser,
  signIn,
}) => {
  const member = await addMember("admin")
  const theirs = await openAs(browser, member)
  await theirs.goto("/organisations")
  await signIn()
  await page.goto("/settings/members")
  const row = page.getByRole("row").filter({ hasText: member.email })
  await row.getByRole("button", { name: "Disable" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click()
  await expect(row).toContainText("Disabled")
  await theirs.goto("/organisations")
  await expect(theirs).toHaveURL(/\/sign-in/)
  await row.getByRole("button", { name: "Enable" }).click()
  await expect(row).not.toContainText("Disabled")
  await theirs.goto("/organisations")
  await expect(theirs).toHaveURL(/\/sign-in/)
  await enter(theirs, member)
  await expect(theirs).toHaveURL("/organisations")
  await theirs.context().close()
})

test("a role changed takes effect on the member's next page", async ({ page, browser, signIn }) => {
  const member = await addMember("viewer")
  const theirs = await openAs(browser, member)
  await theirs.goto("/organisations")
  await expect(theirs.getByRole("button", { name: "Connect Xero" })).toBeDisabled()
  await signIn()
  await page.goto("/settings/members")
  await page.getByLabel(`Role of ${member.name}`).selectOption("admin")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0)
  await theirs.reload()
  await expect(theirs.getByRole("button", { name: "Connect Xero" }).first()).toBeEnabled()
  await page.getByLabel(`Role of ${member.name}`).selectOption("viewer")
  await expect(page.getByText("Links they made stop working for good")).toBeVisible()
  await theirs.context().close()
})

test("a member who forgot their password gets a link from an owner", async ({
  page,
  browser,
  signIn,
}) => {
  const member = await addMember("viewer")
  const theirs = await openAs(browser, member)
  await signIn()
  await page.goto("/settings/members")
  const row = page.getByRole("row").filter({ hasText: member.email })
  await row.getByRole("button", { name: "New password link" }).click()
  const link = await readLink(row)
  await theirs.goto(link)
  await expect(theirs.getByRole("heading")).toHaveText("Set a new password")
  await theirs.getByLabel("New password").fill("the next password")
  await theirs.getByRole("button", { name: "Set new password" }).click()
  await expect(theirs).toHaveURL("/organisations")
  await theirs.context().close()
})

test("the last owner stays owner", async ({ page, signIn }) => {
  const { owner } = readStack()
  await signIn()
  await page.goto("/settings/members")
  const row = page.getByRole("row").filter({ hasText: owner.email })
  await expect(row.getByRole("button", { name: "Disable" })).toHaveCount(0)
  await row.getByRole("combobox").selectOption("viewer")
  await row.getByRole("button", { name: "Save" }).click()
  await expect(row.getByRole("alert")).toContainText("This is the last owner")
  await page.reload()
  await expect(row.getByRole("combobox")).toHaveValue("owner")
})
