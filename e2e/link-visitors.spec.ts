import { randomUUID } from "node:crypto"
import { type APIRequestContext, expect, type Page, request } from "playwright/test"
import { query } from "@/e2e/database"
import { rowOf, test } from "@/e2e/fixtures"
import { makeLink, openOutside } from "@/e2e/links"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { walkConsent } from "@/sandbox/walk-consent"
import { readStack } from "@/scripts/check/stack"

const VISITORS = 10

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
})

test("a link reconnects an organisation in the browser that began, and replay and Back change nothing", async ({
  page,
  browser,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" })
  await query(
    `UPDATE "Grant" SET "state" = 'ended', "endedReason" = 'refused', "endedAt" = clock_timestamp()`,
  )
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  const address = await makeLink(page, "Ask Alice Doyle to reconnect", "Alice Doyle")
  const outside = await openOutside(browser)
  await outside.goto(address)
  await expect(outside.getByText("of Maple Florist", { exact: false })).toBeVisible()
  const callback = await tripOf(outside)
  const other = await openOutside(browser)
  await other.goto(callback)
  await expect(heading(other)).toHaveText("You began in another browser")
  await outside.goto(callback)
  await expect(heading(outside)).toHaveText("Connected Maple Florist")
  await outside.goBack()
  await outside.goto(callback)
  await expect(heading(outside)).toHaveText("Connected Maple Florist")
  await other.goto(callback)
  await expect(heading(other)).toHaveText("You began in another browser")
  await page.goto("/organisations")
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")
  const done = await query(`SELECT "kind" FROM "AuditEvent" WHERE "kind" = 'link.done'`)
  expect(done).toHaveLength(1)
  await outside.context().close()
  await other.context().close()
})

test("of ten visitors at one link at once one connects, and nine read that they came too late", async ({
  page,
  sandbox,
}) => {
  const people = Array.from({ length: VISITORS }, (_, n) => ({
    xeroUserId: randomUUID(),
    givenName: "Visitor",
    familyName: `${n + 1}`,
    email: `visitor.${n + 1}@ledgers.example`,
    roles: { [TENANTS.mapleFlorist]: "adviser" as const },
  }))
  await sandbox.seed({ users: people })
  await page.goto("/links")
  const token = (await makeLink(page, "Send a link", "Ten people")).split("/").at(-1) ?? ""
  const visitors = await Promise.all(people.map((one) => startVisit(token, one.xeroUserId)))
  const ends = await Promise.all(visitors.map((one) => one.visitor.get(one.callback)))
  const titles = await Promise.all(ends.map((end, n) => readTitle(visitors[n]?.visitor, end.url())))
  await Promise.all(visitors.map((one) => one.visitor.dispose()))
  const [best, ...others] = titles.sort()
  expect(best).toBe("Connected Maple Florist")
  expect(others).toEqual(Array.from({ length: VISITORS - 1 }, () => "This came too late"))
  expect(await query(`SELECT 1 FROM "Connection" WHERE "state" = 'connected'`)).toHaveLength(1)
})

/** Presses *Continue to Xero*, consents beside the browser, and returns the address that Xero sends it back to. */
async function tripOf(page: Page): Promise<string> {
  const leaves = page.waitForRequest(/\/authorize\?/)
  await page.getByRole("button", { name: "Continue to Xero" }).click()
  return (
    await walkConsent({
      authorizationUrl: (await leaves).url(),
      xeroUserId: XERO_USERS.alice,
      choose: "continue",
    })
  ).href
}

async function startVisit(token: string, xeroUserId: string): Promise<Visit> {
  const { baseUrl } = readStack()
  const visitor = await request.newContext({ baseURL: baseUrl })
  const started = await visitor.post("/connect/start", {
    form: { token },
    headers: { origin: baseUrl },
    maxRedirects: 0,
  })
  const authorizationUrl = started.headers().location ?? ""
  const walk = { authorizationUrl, xeroUserId, choose: TENANTS.mapleFlorist }
  return { visitor, callback: (await walkConsent(walk)).href }
}

/** The heading of the page on which a visit ended, once Xero's answer has been looked at. */
async function readTitle(visitor: APIRequestContext | undefined, url: string): Promise<string> {
  let title = "One moment"
  await expect(async () => {
    const markup = (await (await visitor?.get(url))?.text()) ?? ""
    title = (/<h1[^>]*>(.*?)<\/h1>/s.exec(markup)?.[1] ?? "").replace(/<[^>]+>/g, "")
    expect(title).not.toBe("One moment")
  }).toPass({ intervals: [300], timeout: 15_000 })
  return title.replaceAll("\u200e", "").trim()
}

function heading(page: Page) {
  return page.getByRole("heading", { level: 1 })
}

type Visit = { visitor: APIRequestContext; callback: string }
