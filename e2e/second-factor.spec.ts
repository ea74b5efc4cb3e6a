import { expect } from "playwright/test"
import { expectAccessible } from "@/e2e/expect-accessible"
import { addApp, enterRecoveryCode, forgetFactors, showCode } from "@/e2e/factors"
import { test } from "@/e2e/fixtures"
import { addMember, enter, forgetTries, openAs, type SomeMember, signOut } from "@/e2e/members"

let member: SomeMember
test.beforeEach(async () => {
  await forgetTries()
  await forgetFactors()
  member = await addMember("admin")
})
test.afterAll(forgetFactors)

test("a member adds an authenticator app, and from then on signs in with its codes", async ({
  browser,
}) => {
  const page = await openAs(browser, member)
  const { secret, recoveryCodes } = await addApp(page)
  expect(recoveryCodes).toHaveLength(10)
  await expect(page.getByText("10 recovery codes left")).toBeVisible()
  await signOut(page)

  await enter(page, member)
  await expect(page).toHaveURL(/\/sign-in\/second-step/)
  await expectAccessible(page, "second step")
  for (const path of ["/organisations", "/settings", "/activity", "/services"]) {
    const answer = await page.request.get(path, { maxRedirects: 0 })
    expect(answer.headers().location, path).toMatch(/^\/sign-in\?callbackUrl=/)
  }
  await page.getByLabel("Code from your authenticator app").fill("000000")
  await page.getByRole("button", { name: "Continue" }).click()
  await expect(page.getByText("This code is wrong, too old, or was used before.")).toBeVisible()
  await page.getByLabel("Code from your authenticator app").fill(await showCode(secret))
  await page.getByRole("button", { name: "Continue" }).click()
  await expect(page).toHaveURL("/organisations")
  await signOut(page)

  await enter(page, member)
  await page.getByRole("link", { name: "Use a recovery code" }).click()
  const [first = "", second = ""] = recoveryCodes
  await enterRecoveryCode(page, first)
  await expect(page).toHaveURL("/organisations")
  await signOut(page)
  await enter(page, member)
  await page.getByRole("link", { name: "Use a recovery code" }).click()
  await enterRecoveryCode(page, first)
  await expect(
    page.getByText("This is not one of your recovery codes, or it was used before."),
  ).toBeVisible()
  await enterRecoveryCode(page, second)
  await expect(page).toHaveURL("/organisations")
  await page.goto("/settings")
  await expect(page.getByText("8 recovery codes left")).toBeVisible()
  await page.context().close()
})
