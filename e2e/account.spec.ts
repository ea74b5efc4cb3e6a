import { type Browser, type BrowserContext, expect, type Page } from "playwright/test"
import { emptyTables, query } from "@/e2e/database"
import { rowOf, test } from "@/e2e/fixtures"
import {
  addMember,
  enter,
  enterWithoutPage,
  forgetTries,
  openAs,
  openPage,
  type SomeMember,
  signOut,
} from "@/e2e/members"
import { confirmWith } from "@/e2e/sudo"
import { readPart, startMailServer } from "@/keeper/testing/mail-server"
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
  await enterWithoutPage(page.request, first)
  const thief = await browser.newContext({ baseURL: readStack().baseUrl })
  await thief.addCookies(await page.context().cookies())
  expect(await isSignedIn(thief)).toBe(true)
  await enterWithoutPage(page.request, second)
  expect(await isSignedIn(page.context())).toBe(true)
  expect(await isSignedIn(thief)).toBe(false)
  await thief.close()
})

test("a link that is sent to a new e-mail address makes it the member's, also without scripts", async ({
  page,
  browser,
}) => {
  const mail = await startMailServer()
  await query(
    `INSERT INTO "MailServer" ("host", "port", "security", "mailFrom")
     VALUES ('127.0.0.1', $1, 'none', 'tenantry@tenantry.example')`,
    [mail.port],
  )
  const member = await addMember("viewer")
  const email = `new.${member.email}`
  await enter(page, member)
  await page.waitForURL("**/organisations")
  await askForEmail(page, { email, password: member.password })
  await expect(page.getByText("Open the link that was sent to the new address.")).toBeVisible()
  const [sent] = mail.mails
  expect(sent?.to).toEqual([email])
  const [link = ""] = /http\S+\/email\/\S+/.exec(readPart(sent?.raw ?? "", "text/plain")) ?? []
  const plain = await browser.newContext({ javaScriptEnabled: false })
  const elsewhere = await plain.newPage()
  await elsewhere.goto(link)
  await elsewhere.getByRole("button", { name: "Use this address" }).click()
  await elsewhere.goto(link)
  await expect(elsewhere.getByRole("heading")).toHaveText("This link no longer works")
  await plain.close()
  await page.reload()
  await expect(page.getByText(`Signed in as ${email}`)).toBeVisible()
  await signOut(page)
  await enter(page, { email, password: member.password })
  await expect(page).toHaveURL("/organisations")
  await emptyTables("MailServer")
  await mail.close()
})

test("without a mail server an owner confirms a member's new e-mail address", async ({
  page,
  browser,
  signIn,
}) => {
  const member = await addMember("viewer")
  const email = `new.${member.email}`
  const theirs = await openAs(browser, member)
  await askForEmail(theirs, { email })
  await expect(theirs.getByText("an owner has to confirm it")).toBeVisible()
  await signIn()
  await page.goto("/settings/members")
  await page.getByRole("button", { name: `Confirm ${email}` }).click()
  await expect(rowOf(page, email)).not.toContainText("Wants")
  await theirs.reload()
  await expect(theirs.getByText(`Signed in as ${email}`)).toBeVisible()
  await theirs.context().close()
})

test("a password that many people use is refused in words", async ({ browser }) => {
  const member = await addMember("viewer")
  const page = await openAs(browser, member)
  await page.goto("/settings")
  await page.getByLabel("New password").fill("Password2026!")
  await page.getByRole("button", { name: "Change password" }).click()
  await expect(page.getByText("This is too easy to guess: many people use it")).toBeVisible()
  await page.context().close()
})

test("a new password is shown its strength, and what judges it is fetched only then", async ({
  browser,
}) => {
  const page = await openAs(browser, await addMember("viewer"))
  const scripts: Promise<Buffer>[] = []
  page.on("response", (answer) => {
    if (/\.js$/.test(new URL(answer.url()).pathname)) scripts.push(answer.body())
  })
  const largest = async () => Math.max(...(await Promise.all(scripts)).map(({ length }) => length))
  await page.goto("/settings")
  await page.waitForLoadState("networkidle")
  expect(await largest()).toBeLessThan(400_000)
  const box = page.getByLabel("New password")
  await box.fill("Password2026!")
  await expect(page.getByText(/^Strength: (very weak|weak|fair)$/)).toBeVisible()
  expect(await largest()).toBeGreaterThan(400_000)
  await box.fill("correct-horse-battery")
  await expect(page.getByText("Strength: very strong")).toBeVisible()
  await page.getByRole("button", { name: "Change password" }).click()
  await expect(page.getByText("Your password has been changed.")).toBeVisible()
  await expect(page.getByText(/^Strength:/)).toHaveCount(0)
  await page.context().close()
})

/** `password`: for the dialog that asks who it is. */
async function askForEmail(page: Page, asked: { email: string; password?: string }): Promise<void> {
  await page.goto("/settings")
  await page.getByLabel("New e-mail address").fill(asked.email)
  await page.getByRole("button", { name: "Change e-mail address" }).click()
  if (asked.password === undefined) return
  await confirmWith(page, asked.password)
}

async function signInFrom(
  browser: Browser,
  member: SomeMember,
  userAgent: string,
): Promise<BrowserContext> {
  const page = await openPage(browser, { userAgent })
  await enter(page, member)
  await page.waitForURL("**/organisations")
  return page.context()
}

async function isSignedIn(context: BrowserContext): Promise<boolean> {
  return (await context.request.get("/organisations", { maxRedirects: 0 })).status() === 200
}
