import { expect, type Page } from "playwright/test"
import { emptyTables, query } from "@/e2e/database"
import { expectAccessible } from "@/e2e/expect-accessible"
import { rowOf, test } from "@/e2e/fixtures"
import { consentByLink, makeLink, openOutside, touchLink } from "@/e2e/links"
import { untilShown } from "@/e2e/live-refresh"
import { TENANTS } from "@/sandbox/seed"

const LOGO = {
  name: "logo.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
}
const PHONE = { width: 375, height: 720 }

test.afterAll(() => emptyTables("LinkSettings"))
test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
})

test("somebody without an account connects an organisation by a link, and an admin approves it", async ({
  page,
  browser,
}) => {
  await page.clock.install()
  await page.goto("/settings/links")
  await page.getByLabel("Picture file").setInputFiles(LOGO)
  await expect(page.getByRole("img", { name: "The logo" })).toBeVisible()
  await page.goto("/links")
  const address = await makeLink(page, "Send a link", "Alice Doyle")
  await expect(rowOf(page, "Alice Doyle")).toContainText("Made")
  const outside = await openOutside(browser)
  await outside.setViewportSize(PHONE)
  await beScanned(outside, address)
  await outside.goto(address)
  await expect(outside.getByText("Hello Alice Doyle", { exact: false })).toBeVisible()
  await expect(outside.getByText("read contacts and contact groups")).toBeVisible()
  const logo = outside.getByRole("img", { name: "Logo" })
  await expect(logo).toBeVisible()
  await expect.poll(() => logo.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(1)
  await expectAccessible(outside, "a link")
  expect(await standing()).toEqual({ state: "made", openedAt: null })
  await touchLink(outside)
  expect((await standing()).state).toBe("opened")
  await outside.reload()
  await consentByLink(outside, { choose: "Maple Florist" })
  await expect(outside.getByRole("heading", { level: 1 })).toHaveText("Connected Maple Florist")
  await expectAccessible(outside, "a consent by a link")
  await outside.goBack()
  await outside.goto(address)
  await expect(outside.getByText("This link has been used")).toBeVisible()
  await untilShown(page, rowOf(page, "Alice Doyle").getByText("Done"))
  await page.goto("/organisations")
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")
  await expect(page.getByText("1 organisation waits for your approval")).toBeVisible()
  await rowOf(page, "Maple Florist").getByRole("link").first().click()
  await expect(page.getByText("This organisation waits for your approval")).toBeVisible()
  await page.getByRole("button", { name: "Approve Maple Florist" }).click()
  await expect(page.getByText("waits for your approval")).toHaveCount(0)
  await outside.context().close()
})

/** What scanners of mails and browsers that look ahead do with an address. */
async function beScanned(page: Page, address: string): Promise<void> {
  await page.request.head(address)
  const prefetch = { "sec-purpose": "prefetch;prerender", purpose: "prefetch" }
  await page.request.get(address, { headers: prefetch })
}

async function standing(): Promise<{ state: string; openedAt: Date | null }> {
  const [row] = await query<{ state: string; openedAt: Date | null }>(
    `SELECT "state", "openedAt" FROM "Link"`,
  )
  return row ?? { state: "none", openedAt: null }
}

test("a link for one organisation says what went wrong, and works once", async ({
  page,
  browser,
  connectOrganisation,
}) => {
  test.slow()
  await connectOrganisation({ choose: "Maple Florist" })
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Change the reference" }).click()
  await page.getByRole("dialog").getByLabel("Reference").fill("customer-42")
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click()
  await expect(page.getByRole("dialog")).toBeHidden()
  await expect(page.getByText("customer-42").first()).toBeVisible()
  const address = await makeLink(page, "Ask for a second authoriser", "Taro")
  await expect(page.getByRole("link", { name: "Taro" })).toBeVisible()
  await page.goto("/links")
  const other = await makeLink(page, "Send a link", "Bo")
  const outside = await openOutside(browser)
  await outside.goto(address)
  const meanwhile = () => useBeside(outside, other)
  await consentByLink(outside, { as: "taro", choose: "株式会社さくら", meanwhile })
  await expect(outside.getByRole("heading", { level: 1 })).toHaveText(
    "That was another organisation",
  )
  await expect(outside.getByText("This link is for Maple Florist")).toBeVisible()
  await consentByLink(outside, { as: "bjorn", choose: "cancel" }, "Try again")
  await expect(outside.getByText("You cancelled at Xero")).toBeVisible()
  await consentByLink(outside, { as: "bjorn", choose: "Maple Florist" }, "Try again")
  await expect(outside.getByRole("heading", { level: 1 })).toHaveText("Connected Maple Florist")
  await outside.goto(address)
  await expect(outside.getByText("This link has been used")).toBeVisible()
  await outside.context().close()
})

/** Uses another link in the same browser, so that its cookie stands for that one. */
async function useBeside(page: Page, address: string): Promise<void> {
  const beside = await page.context().newPage()
  await beside.goto(address)
  await touchLink(beside)
  await beside.close()
}

test("a link that is declined, expired, withdrawn, replaced or unknown says so", async ({
  page,
  browser,
}) => {
  await page.clock.install()
  await page.goto("/links")
  const [declined, expired, withdrawn, replaced] = [
    await makeLink(page, "Send a link", "Dora"),
    await makeLink(page, "Send a link", "Emil"),
    await makeLink(page, "Send a link", "Wanda"),
    await makeLink(page, "Send a link", "Rosa"),
  ]
  await query(`UPDATE "Link" SET "expiresAt" = clock_timestamp() WHERE "recipientName" = 'Emil'`)
  await page.getByRole("button", { name: "Withdraw the link for Wanda" }).click()
  await page.getByRole("button", { name: "New address: the link for Rosa" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click()
  const outside = await openOutside(browser)
  await outside.goto(declined)
  await outside.getByRole("button", { name: "No, thank you" }).click()
  await expect(outside.getByRole("heading", { level: 1 })).toHaveText("You said no")
  for (const [address, title] of [
    [expired, "This link has expired"],
    [withdrawn, "This link was withdrawn"],
    [replaced, "There is a newer link"],
  ] as const) {
    await outside.goto(address)
    await expect(outside.getByRole("heading", { level: 1 })).toHaveText(title)
  }
  const unknown = await outside.request.get(`/connect/${"a".repeat(43)}`)
  const malformed = await outside.request.get("/connect/%E0%A4%A")
  expect([unknown.status(), malformed.status()]).toEqual([404, 404])
  await untilShown(page, rowOf(page, "Dora").getByText("Declined"))
  await outside.context().close()
})
