import { expect } from "playwright/test"
import { query } from "@/e2e/database"
import { test } from "@/e2e/fixtures"
import { addMember, enter, failToSignIn, forgetTries, signOut } from "@/e2e/members"
import { readStack } from "@/scripts/check/stack"

const REFUSED = "The e-mail address or password is wrong, or an owner has disabled this member."

test.beforeEach(forgetTries)

test("a visitor signs in and comes back to the page asked for", async ({ page }) => {
  const { owner } = readStack()
  await page.goto("/settings/members?from=bookmark")
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=%2Fsettings%2Fmembers%3Ffrom%3Dbookmark$/)
  await page.getByLabel("Email").fill(owner.email)
  await page.getByLabel("Password").fill(owner.password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await expect(page).toHaveURL("/settings/members?from=bookmark")
  await expect(page.getByRole("heading", { name: "Members", exact: true })).toBeVisible()
})

test("signing in works without scripts", async ({ browser }) => {
  const { baseUrl, owner } = readStack()
  const context = await browser.newContext({ baseURL: baseUrl, javaScriptEnabled: false })
  const page = await context.newPage()
  await enter(page, { ...owner, password: "a wrong password" })
  await expect(page.getByText(REFUSED)).toBeVisible()
  await enter(page, owner)
  await expect(page).toHaveURL("/organisations")
  await context.close()
})

test("unknown e-mail, wrong password and disabled member read alike", async ({ page }) => {
  const member = await addMember("viewer")
  await query(`UPDATE "Member" SET "disabledAt" = now() WHERE "email" = $1`, [member.email])
  const { owner } = readStack()
  const tries = [
    { email: "nobody@tenantry.example", password: "a wrong password" },
    { email: owner.email, password: "a wrong password" },
    member,
  ]
  for (const one of tries) {
    await enter(page, one)
    await expect(page.getByText(REFUSED)).toBeVisible()
    await expect(page.getByLabel("Password")).toHaveValue("")
  }
})

test("whoever guesses waits even with the right password, known account or not", async ({
  page,
}) => {
  const member = await addMember("viewer")
  for (const email of [member.email, `ghost.${member.email}`]) {
    await failToSignIn(page.request, email, 4)
    await enter(page, { email, password: "a wrong password" })
    await expect(page.getByText(REFUSED)).toBeVisible()
    await enter(page, { email, password: member.password })
    await expect(page.getByText("Too many attempts")).toBeVisible()
    await expect(page.getByText(/wait \d+ seconds?/)).toBeVisible()
  }
})

test("a browser in which a member has signed in is not locked out by guessing from its own address", async ({
  page,
  playwright,
}) => {
  const member = await addMember("viewer")
  await enter(page, member)
  await expect(page).toHaveURL("/organisations")
  const cookies = await page.context().cookies()
  const device = cookies.find((one) => one.name === "tenantry_device")
  expect(device).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" })
  await signOut(page)
  const guesser = await playwright.request.newContext({ baseURL: readStack().baseUrl })
  await failToSignIn(guesser, member.email, 25)
  await guesser.dispose()
  await enter(page, member)
  await expect(page).toHaveURL("/organisations")
})

test("signing out ends the session on the server: the old cookie opens nothing", async ({
  page,
  browser,
  signIn,
}) => {
  await signIn()
  await page.goto("/organisations")
  const cookies = await page.context().cookies()
  const session = cookies.find((one) => one.name === "tenantry_session")
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" })
  await signOut(page)
  const thief = await browser.newContext({ baseURL: readStack().baseUrl })
  await thief.addCookies(cookies)
  const answer = await thief.request.get("/organisations", { maxRedirects: 0 })
  expect(answer.status()).toBe(307)
  expect(answer.headers().location).toBe("/sign-in?callbackUrl=%2Forganisations")
  await thief.close()
})
