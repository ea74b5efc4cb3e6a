import { createHash, randomBytes } from "node:crypto"
import { type APIRequestContext, type Browser, expect, type Page } from "playwright/test"
import { query } from "@/e2e/database"
import { pickXeroUser, type Walk } from "@/e2e/fixtures"
import { readStack } from "@/scripts/check/stack"

/** Makes a link in the dialog that is open or opens with `button`; returns its address. */
export async function makeLink(page: Page, button: string, recipient = ""): Promise<string> {
  await page.getByRole("button", { name: button }).first().click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name of the recipient").fill(recipient)
  await dialog.getByRole("button", { name: "Make the link" }).click()
  await expect(dialog.getByRole("heading", { name: "Copy this link now" })).toBeVisible()
  const address = (await dialog.locator("code").textContent()) ?? ""
  await dialog.getByRole("button", { name: "Done" }).click()
  return address
}

/** Somebody outside, with a browser of their own that nobody is signed in to. */
export async function openOutside(browser: Browser): Promise<Page> {
  return (await browser.newContext({ baseURL: readStack().baseUrl })).newPage()
}

/** Moves the mouse over a link's page, as a person does, from before its script runs until the address no longer holds the token. */
export async function touchLink(page: Page): Promise<void> {
  let at = 10
  await expect
    .poll(async () => {
      at += 10
      await page.mouse.move(at, at)
      return page.url()
    })
    .toMatch(/\/connect\?link=\w+$/)
}

/** Goes from a link's page through Xero's screens and back. */
export async function consentByLink(
  page: Page,
  walk: Walk & { meanwhile?: () => Promise<void> },
  button = "Continue to Xero",
): Promise<void> {
  await page.getByRole("button", { name: button }).click()
  await pickXeroUser(page, walk.as ?? "alice")
  await walk.meanwhile?.()
  if (walk.choose === "cancel") await page.getByRole("button", { name: "Cancel" }).click()
  else {
    await page.getByLabel("Organisation").selectOption({ label: walk.choose })
    await page.getByRole("button", { name: "Allow access" }).click()
  }
  await page.waitForURL(/\/connect\?/)
}

/** A link that is open, the cookies of a visitor who is at Xero by it, and whatever its token might be passed off as. */
export async function holdLink(request: APIRequestContext): Promise<Holder> {
  const token = randomBytes(32).toString("base64url")
  await query(
    `WITH made AS (INSERT INTO "Link" ("id", "purpose", "madeById", "days", "expiresAt")
       SELECT gen_random_uuid(), 'connect', "id", 7, now() + interval '7 days' FROM "Member" LIMIT 1 RETURNING "id")
     INSERT INTO "LinkToken" ("digest", "linkId") SELECT $1, "id" FROM made`,
    [createHash("sha256").update(token).digest("hex")],
  )
  const started = await request.post("/connect/start", {
    headers: { origin: readStack().baseUrl },
    form: { token },
    maxRedirects: 0,
  })
  expect(started.headers().location).toMatch(/\/authorize\?/)
  const { cookies } = await request.storageState()
  const own = cookies.map(({ name, value }) => `${name}=${value}`)
  expect(own).toHaveLength(2)
  const passedOff = COOKIES.map((name) => `${name}=${token}`)
  return {
    token,
    headers: { cookie: [...own, ...passedOff].join("; "), authorization: `Bearer ${token}` },
  }
}

const COOKIES = ["tenantry_link", "tenantry_session", "tenantry_step", "tenantry_device"]

/** Of a link. `headers`: all that they could show. */
export type Holder = { token: string; headers: Record<string, string> }
