import { randomBytes } from "node:crypto"
import {
  type APIRequestContext,
  type Browser,
  type BrowserContextOptions,
  expect,
  type Locator,
  type Page,
} from "playwright/test"
import { query } from "@/e2e/database"
import { openSession } from "@/e2e/session"
import { hashPassword } from "@/lib/members/password"
import type { MemberRole } from "@/lib/members/roles"
import { readStack } from "@/scripts/check/stack"

/** Adds a member who may sign in, with a new address in each test. */
export async function addMember(role: MemberRole): Promise<SomeMember> {
  const mark = randomBytes(4).toString("hex")
  const member = {
    name: `Vera ${mark}`,
    email: `vera.${mark}@tenantry.example`,
    password: mark + mark,
  }
  await query(
    `INSERT INTO "Member" ("id", "name", "email", "role", "passwordHash")
     VALUES (gen_random_uuid(), $1, $2, $3::"MemberRole", $4)`,
    [member.name, member.email, role, await hashPassword(member.password)],
  )
  return member
}

/** A page of another browser, in which nobody is signed in. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ baseURL: readStack().baseUrl, ...options })
  return context.newPage()
}

/** A page of another browser, signed in as this member, that shows nothing yet. */
export async function openAs(browser: Browser, member: { email: string }): Promise<Page> {
  const page = await openPage(browser)
  await openSession(page.context(), member.email)
  return page
}

/** The cookies of owners who were signed in: their session has ended, or they were disabled and it has not. */
export async function listFormer(browser: Browser): Promise<Record<string, string>[]> {
  const ends = [
    `UPDATE "Session" SET "endedAt" = now() WHERE "memberId" = (SELECT "id" FROM "Member" WHERE "email" = $1)`,
    `UPDATE "Member" SET "disabledAt" = now() WHERE "email" = $1`,
  ]
  const former: Record<string, string>[] = []
  for (const end of ends) {
    const member = await addMember("owner")
    const page = await openAs(browser, member)
    expect((await page.request.get("/organisations", { maxRedirects: 0 })).status()).toBe(200)
    const cookies = await page.context().cookies()
    await page.context().close()
    await query(end, [member.email])
    former.push({ cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") })
  }
  return former
}

/** Fills the sign-in form and sends it. */
export async function enter(page: Page, { email, password }: SignIn): Promise<void> {
  await page.goto("/sign-in")
  await page.getByLabel("Email").fill(email)
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
}

/** Tries a wrong password over and over, without a page. */
export async function failToSignIn(
  request: APIRequestContext,
  email: string,
  times: number,
): Promise<void> {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json()
  for (let tries = 0; tries < times; tries += 1) {
    await request.post("/api/auth/callback/credentials", {
      headers: { origin: readStack().baseUrl },
      form: { email, password: "a wrong password", csrfToken },
      maxRedirects: 0,
    })
  }
}

/** What the sign-in form sends. */
export async function enterWithoutPage(
  request: APIRequestContext,
  { email, password }: SignIn,
): Promise<void> {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json()
  await request.post("/api/auth/callback/credentials", {
    headers: { origin: readStack().baseUrl },
    form: { email, password, csrfToken },
    maxRedirects: 0,
  })
}

/** Opens the member's menu and signs out. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole("banner").getByRole("button").last().click()
  await page.getByRole("menuitem", { name: "Sign out" }).click()
  await page.waitForURL("**/sign-in")
}

/** The one-time link that the page shows once. */
export async function readLink(within: Page | Locator): Promise<string> {
  return (await within.getByText("/invitations/").textContent()) ?? ""
}

/** Forgets earlier sign-in attempts, because all tests share one IP address. */
export async function forgetTries(): Promise<void> {
  await query(`DELETE FROM "Throttle"`)
}

type SignIn = { email: string; password: string }
export type SomeMember = SignIn & { name: string }
