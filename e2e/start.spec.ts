import { expect, test } from "playwright/test"
import { readStack } from "./stack"

test("what the start prints leads to a sign-in page", async ({ page }) => {
  const { baseUrl } = readStack()
  await page.goto("/organisations")
  await expect(page).toHaveURL(`${baseUrl}/sign-in?callbackUrl=%2Forganisations`)
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible()
})
