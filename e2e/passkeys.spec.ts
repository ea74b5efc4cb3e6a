import { expect, type Page } from "playwright/test"
import { expectAccessible } from "@/e2e/expect-accessible"
import { forgetFactors, requireOfEveryone } from "@/e2e/factors"
import { test } from "@/e2e/fixtures"
import { addMember, enter, forgetTries, openAs, type SomeMember, signOut } from "@/e2e/members"
import { addPasskeyDevice } from "@/e2e/passkeys"
import { sudoDialog } from "@/e2e/sudo"

let member: SomeMember
test.beforeEach(async () => {
  await forgetTries()
  await forgetFactors()
  member = await addMember("admin")
})
test.afterAll(forgetFactors)

test("a passkey signs its member in without a password, and proves them where that is asked for", async ({
  browser,
}) => {
  const page = await openAs(browser, member)
  await addPasskeyDevice(page)
  await makePasskey(page, "Laptop")
  await signOut(page)

  await page.goto("/activity")
  await expectAccessible(page, "sign-in with a passkey")
  await page.getByRole("button", { name: "Sign in with a passkey" }).click()
  await expect(page).toHaveURL("/activity")
  await expect(page.getByText("Signed in with a passkey")).toBeVisible()

  await page.goto("/settings")
  await page.getByLabel("New password").fill("another long enough phrase")
  await page.getByRole("button", { name: "Change password" }).click()
  await sudoDialog(page).getByRole("button", { name: "Use a passkey" }).click()
  await expect(page.getByText("Your password has been changed.")).toBeVisible()
  await page.context().close()
})

test("after the password, the member's own passkey is asked for, and nobody else's does", async ({
  browser,
}) => {
  const page = await openAs(browser, member)
  const device = await addPasskeyDevice(page)
  await makePasskey(page, "Laptop")
  await signOut(page)

  await enter(page, member)
  await device.refuse(true)
  await page.getByRole("button", { name: "Use your passkey" }).click()
  await expect(page.getByText("No passkey was used.")).toBeVisible()
  await device.refuse(false)
  await page.getByRole("button", { name: "Use your passkey" }).click()
  await expect(page).toHaveURL("/organisations")

  const other = await addMember("admin")
  const theirs = await openAs(browser, other)
  await addPasskeyDevice(theirs)
  await makePasskey(theirs, "Tablet")
  await signOut(theirs)
  await enter(theirs, member)
  await theirs.getByRole("button", { name: "Use your passkey" }).click()
  await expect(theirs.getByText("No passkey was used.")).toBeVisible()
  await page.context().close()
  await theirs.context().close()
})

test("a copy of a passkey is refused once the passkey itself was used, and the trail tells it", async ({
  browser,
}) => {
  const page = await openAs(browser, member)
  const device = await addPasskeyDevice(page)
  await makePasskey(page, "Laptop")
  const elsewhere = await browser.newContext()
  const thief = await elsewhere.newPage()
  await device.copyTo(await addPasskeyDevice(thief))
  await signOut(page)
  await page.getByRole("button", { name: "Sign in with a passkey" }).click()
  await expect(page).toHaveURL("/organisations")

  await thief.goto(new URL("/sign-in", page.url()).href)
  await thief.getByRole("button", { name: "Sign in with a passkey" }).click()
  await expect(
    thief.getByText("This passkey was refused because its use counter went backwards"),
  ).toBeVisible()
  await page.goto("/activity")
  await expect(page.getByText("Refused the passkey “Laptop”")).toBeVisible()
  await elsewhere.close()
  await page.context().close()
})

test("a second factor is removed singly, and the last one says what that means", async ({
  browser,
}) => {
  const page = await openAs(browser, member)
  await addPasskeyDevice(page)
  await makePasskey(page, "Laptop")
  await requireOfEveryone()
  await page.goto("/settings")
  await expect(page.getByText("Needed for your role")).toBeVisible()
  await page.getByRole("button", { name: "Remove" }).click()
  const question = page.getByRole("dialog", { name: "Remove Laptop?" })
  await expect(question.getByText("your role needs one")).toBeVisible()
  await expectAccessible(page, "removing the last second factor")
  await question.getByRole("button", { name: "Remove", exact: true }).click()
  await expect(page.getByText("You have none yet.")).toBeVisible()
  await page.context().close()
})

/** Makes a passkey in the settings, as a member does. */
async function makePasskey(page: Page, name: string): Promise<void> {
  await page.goto("/settings")
  await page.getByRole("button", { name: "Add a passkey" }).click()
  const dialog = page.getByRole("dialog", { name: "Add a passkey" })
  await dialog.getByLabel("Name of the passkey").fill(name)
  await dialog.getByRole("button", { name: "Make a passkey" }).click()
  await expect(dialog.getByText("Store your recovery codes now")).toBeVisible()
  await dialog.getByRole("button", { name: "I have stored them" }).click()
  await expect(page.getByRole("list", { name: "Second factors" })).toContainText(name)
}
