import { TOTP } from "otpauth"
import { expect } from "playwright/test"
import { query } from "@/e2e/database"
import { expectAccessible } from "@/e2e/expect-accessible"
import { forgetFactors, readSecret, requireOfEveryone } from "@/e2e/factors"
import { rowOf, test } from "@/e2e/fixtures"
import { addMember, enter, forgetTries, openPage, type SomeMember } from "@/e2e/members"
import { addPasskeyDevice } from "@/e2e/passkeys"

let member: SomeMember
test.beforeEach(async () => {
  await forgetTries()
  await forgetFactors()
  member = await addMember("viewer")
})
test.afterAll(forgetFactors)

test("an owner says who needs a second factor, and takes away what a member has lost", async ({
  page,
  signIn,
}) => {
  await signIn()
  await page.goto("/settings/sign-in")
  await page.getByLabel("Who needs a second factor").selectOption("Everyone")
  await page.getByRole("button", { name: "Save", exact: true }).first().click()
  await expect(page.getByText("Saved.")).toBeVisible()
  await page.reload()
  await expect(page.getByLabel("Who needs a second factor")).toHaveValue("viewer")
  await expectAccessible(page, "who needs a second factor")

  await query(
    `INSERT INTO "CodeApp" ("id", "memberId", "name", "secretSealed", "confirmedAt")
     SELECT gen_random_uuid(), "id", 'Phone', '-', now() FROM "Member" WHERE "email" = $1`,
    [member.email],
  )
  await page.goto("/settings/members")
  const row = rowOf(page, member.email)
  await row.getByRole("button", { name: "Remove second factors" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click()
  await expect(row.getByRole("button", { name: "Remove second factors" })).toHaveCount(0)
  await page.goto("/activity")
  await expect(page.getByText(`Removed all second factors: ${member.name}`)).toBeVisible()
  await expect(page.getByText("Changed who needs a second factor")).toBeVisible()
})

test("whoever needs a second factor sets up an app at the next sign-in, also without scripts", async ({
  browser,
}) => {
  await requireOfEveryone()
  const page = await openPage(browser, { javaScriptEnabled: false })
  await enter(page, member)
  await expect(page).toHaveURL(/\/sign-in\/set-up/)
  await page.getByRole("link", { name: "An authenticator app" }).click()
  await page.getByRole("button", { name: "Show the QR code" }).click()
  const secret = await readSecret(page)
  await page.getByLabel("Code that the app shows").fill("000000")
  await page.getByRole("button", { name: "Confirm the app" }).click()
  await expect(page.getByText("This code is wrong, too old, or was used before.")).toBeVisible()
  expect(await readSecret(page)).toBe(secret)
  const refused = await page.request.get("/organisations", { maxRedirects: 0 })
  expect(refused.headers().location).toMatch(/^\/sign-in\?/)
  await page.getByLabel("Code that the app shows").fill(new TOTP({ secret }).generate())
  await page.getByRole("button", { name: "Confirm the app" }).click()
  await expect(page.getByRole("listitem")).toHaveCount(10)
  await page.getByRole("button", { name: "I have stored them: continue" }).click()
  await expect(page).toHaveURL("/organisations")
  await page.context().close()
})

test("whoever needs a second factor makes a passkey at the next sign-in, and comes where they were headed", async ({
  page,
}) => {
  await requireOfEveryone()
  await addPasskeyDevice(page)
  await page.goto("/activity")
  await page.getByLabel("Email").fill(member.email)
  await page.getByLabel("Password").fill(member.password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  const passkey = page.getByRole("link", { name: "A passkey on this device" })
  await expect(passkey).toBeVisible()
  await expect(page).toHaveTitle(/^Set up a second factor/)
  await expectAccessible(page, "setting up a second factor")
  await passkey.click()
  await page.getByRole("button", { name: "Make a passkey" }).click()
  await expect(page.getByText("Store your recovery codes now")).toBeVisible()
  await expectAccessible(page, "recovery codes")
  const refused = await page.request.get("/organisations", { maxRedirects: 0 })
  expect(refused.headers().location).toMatch(/^\/sign-in\?/)
  await page.getByRole("button", { name: "I have stored them: continue" }).click()
  await expect(page).toHaveURL("/activity")
})

test("a step that took too long leads back to the sign-in", async ({ page }) => {
  await requireOfEveryone()
  await enter(page, member)
  await expect(page).toHaveURL(/\/sign-in\/set-up/)
  await query(`UPDATE "SecondStep" SET "expiresAt" = "expiresAt" - interval '5 minutes'`)
  await page.getByRole("link", { name: "An authenticator app" }).click()
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=%2Forganisations$/)
})
