import type { Browser, BrowserContext } from "playwright/test"
import { expect } from "playwright/test"
import { test } from "@/e2e/fixtures"
import { addMember, enter, forgetTries, type SomeMember } from "@/e2e/members"
import { readStack } from "@/scripts/check/stack"

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"
const SAFARI =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15"

test.beforeEach(forgetTries)

test("a member sees every browser in which they are signed in, and signs out one or all others", async ({
  page,
  browser,
}) => {
  const member = await addMember("viewer")
  const [firefox, safari] = [
    await signInFrom(browser, member, FIREFOX),
    await signInFrom(browser, member, SAFARI),
  ]
  await enter(page, member)
  await page.waitForURL("**/organisations")
  await page.goto("/settings")
  const browsers = page.getByRole("list", { name: "Browsers" }).getByRole("listitem")
  await expect(browsers).toHaveCount(3)
  await expect(browsers.first()).toContainText("This browser")
  await page.getByRole("button", { name: "Sign out Firefox on Linux" }).click()
  await expect(browsers).toHaveCount(2)
  await expect(browsers.last()).toContainText("Safari on macOS")
  expect(await isSignedIn(firefox)).toBe(false)
  expect(await isSignedIn(safari)).toBe(true)
  await page.getByRole("button", { name: "Sign out everywhere else" }).click()
  await expect(browsers).toHaveCount(1)
  expect(await isSignedIn(safari)).toBe(false)
  await Promise.all([firefox.close(), safari.close()])
})

test("a member sees when and from where somebody signed in, or tried to", async ({ page }) => {
  const member = await addMember("viewer")
  await enter(page, { ...member, password: "a wrong password" })
  await enter(page, member)
  await page.waitForURL("**/organisations")
  await page.goto("/settings")
  const lines = page.getByRole("list", { name: "Sign-ins" }).getByRole("listitem")
  await expect(lines).toHaveCount(2)
  await expect(lines.first()).toContainText("Signed in")
  await expect(lines.last()).toContainText("Sign-in refused")
  await expect(lines.last()).toContainText("wrong password")
  await expect(lines.last()).toContainText("127.0.0.1")
})

test("signing in again ends the session that this browser had", async ({ page, browser }) => {
  const [first, second] = [await addMember("viewer"), await addMember("viewer")]
  const form = async (member: SomeMember) => {
    const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json()
    const { email, password } = member
    await page.request.post("/api/auth/callback/credentials", {
      headers: { origin: readStack().baseUrl },
      form: { email, password, csrfToken },
      maxRedirects: 0,
    })
  }
  await form(first)
  const thief = await browser.newContext({ baseURL: readStack().baseUrl })
  await thief.addCookies(await page.context().cookies())
  expect(await isSignedIn(thief)).toBe(true)
  await form(second)
  expect(await isSignedIn(page.context())).toBe(true)
  expect(await isSignedIn(thief)).toBe(false)
  await thief.close()
})

async function signInFrom(
  browser: Browser,
  member: SomeMember,
  userAgent: string,
): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: readStack().baseUrl, userAgent })
  const page = await context.newPage()
  await enter(page, member)
  await page.waitForURL("**/organisations")
  return context
}

async function isSignedIn(context: BrowserContext): Promise<boolean> {
  return (await context.request.get("/organisations", { maxRedirects: 0 })).status() === 200
}
