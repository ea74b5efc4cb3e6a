import { expect, type Page } from "playwright/test"
import { emptyTables, query } from "@/e2e/database"
import { expectAccessible } from "@/e2e/expect-accessible"
import { giveConsent, test, until, untilChainEnds } from "@/e2e/fixtures"
import { untilShown } from "@/e2e/live-refresh"
import { addMember, openAs } from "@/e2e/members"
import { type MailServer, startMailServer } from "@/keeper/testing/mail-server"
import { type Receiver, startReceiver, verify } from "@/keeper/testing/webhook-receiver"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

let receiver: Receiver
let mail: MailServer

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await forgetChannels()
  receiver = await startReceiver()
  mail = await startMailServer()
  await signIn()
})
test.afterEach(async () => {
  await Promise.all([receiver.close(), mail.close()])
  await forgetChannels()
})

test("an owner adds a webhook, tests it, and gets one alert for a dead chain and one for its end", async ({
  page,
  sandbox,
  connectOrganisation,
}) => {
  test.slow()
  await page.clock.install()
  await connectOrganisation({ choose: "Maple Florist" })
  await page.goto("/settings")
  await page.getByRole("link", { name: "Alerts" }).click()
  await expect(page.getByText("No one gets alerts yet")).toBeVisible()
  const secret = await addWebhook(page)
  await page.getByRole("button", { name: "Send a test to Operations" }).click()
  await expect(page.getByText("Delivered (HTTP 204).")).toBeVisible()
  await expect(page.getByRole("table", { name: "Channels" })).toContainText("Delivered")

  await sandbox.killChain(XERO_USERS.alice)
  await untilChainEnds()
  await until(async () => receiver.received.length > 1)
  const alerts = page.getByRole("table", { name: "Recent alerts" })
  await untilShown(page, alerts.getByText("Reconnect needed: Maple Florist"))
  await expect(alerts).toContainText("Open")
  await alerts.getByRole("link", { name: "Reconnect needed: Maple Florist" }).click()
  await page.waitForURL(`**/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Reconnect", exact: true }).click()
  await giveConsent(page, { choose: "continue" })
  await until(async () => receiver.received.length > 2)

  await page.goto("/settings/alerts")
  await expect(alerts).toContainText("Reconnected: Maple Florist")
  await expect(alerts).toContainText("Resolved")
  const told = receiver.received.map((one) => verify(one, secret))
  expect(told.map(({ type }) => type)).toEqual([
    "test",
    "grant.reconnect_needed",
    "grant.reconnected",
  ])
  expect(await page.content()).not.toContain(secret)
})

test("what does not arrive is shown with its attempts and can be sent again", async ({ page }) => {
  await page.goto("/settings/alerts")
  await addWebhook(page)
  await receiver.close()
  await page.getByRole("button", { name: "Send a test to Operations" }).click()
  await expect(
    page.getByText("Nothing accepts connections at this host and port (ECONNREFUSED)."),
  ).toBeVisible()
  const deliveries = page.getByRole("table", { name: "Deliveries" })
  await expect(deliveries).toContainText("Not delivered")
  const { port } = receiver
  receiver = await startReceiver(undefined, port)
  await deliveries.getByRole("button", { name: "Send again: Test of an alert channel" }).click()
  await expect(deliveries.getByText("Delivered (HTTP 204).")).toBeVisible()
  await deliveries.getByText("2 attempts").click()
  await expect(deliveries.getByRole("listitem")).toHaveCount(2)
})

test("an owner sets up the mail server, and adds, corrects, changes and removes an e-mail channel", async ({
  page,
}) => {
  await page.goto("/settings/alerts")
  await page.getByRole("link", { name: "Set up e-mail" }).click()
  await page.getByLabel("From").fill("tenantry@tenantry.example")
  await page.getByLabel("SMTP server").fill("127.0.0.1")
  await page.getByLabel("Port").fill(String(mail.port))
  await page.getByLabel("Encryption").selectOption("none")
  await page.getByLabel("SMTP user name").fill("tenantry")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByText("need TLS")).toBeVisible()
  await expect(page.getByLabel("SMTP server")).toHaveValue("127.0.0.1")
  await page.getByLabel("SMTP user name").fill("")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByText("Saved.")).toBeVisible()
  await page.getByRole("button", { name: "Send a test" }).click()
  await expect(page.getByText("Sent to")).toBeVisible()
  expect(mail.mails.splice(0)).toHaveLength(1)

  await page.goto("/settings/alerts")
  await page.getByRole("button", { name: "Add e-mail" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name", { exact: true }).fill("Finance")
  await dialog.getByLabel("To", { exact: true }).fill("finance@tenantry.example, nobody")
  await dialog.getByRole("button", { name: "Add" }).click()
  await expect(dialog.getByText("This must hold e-mail addresses")).toBeVisible()
  await dialog.getByLabel("To", { exact: true }).fill("finance@tenantry.example")
  await dialog.getByRole("button", { name: "Add" }).click()
  await expect(dialog).toBeHidden()

  await page.getByRole("button", { name: "Send a test to Finance" }).click()
  await expect(page.getByRole("status").getByText("Delivered.")).toBeVisible()
  expect(mail.mails.map((one) => one.to)).toEqual([["finance@tenantry.example"]])
  await page.getByRole("button", { name: "Edit Finance" }).click()
  await dialog.getByLabel("Name", { exact: true }).fill("Bookkeeping")
  await dialog.getByRole("button", { name: "Save" }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole("table", { name: "Channels" })).toContainText("Bookkeeping")
  await page.getByRole("button", { name: "Remove" }).click()
  await dialog.getByRole("button", { name: "Remove" }).click()
  await expect(page.getByText("No one gets alerts yet")).toBeVisible()
})

test("admins and viewers see where alerts go, and why they cannot change it", async ({
  page,
  browser,
}) => {
  await page.goto("/settings/alerts")
  await addWebhook(page)
  for (const role of ["admin", "viewer"] as const) {
    const other = await openAs(browser, await addMember(role))
    await other.goto("/settings/alerts")
    await expect(other.getByText("Only owners can set up alerts")).toBeVisible()
    await expect(other.getByRole("table", { name: "Channels" })).toContainText("Operations")
    await expect(other.getByRole("main").getByRole("button")).toHaveCount(0)
    expect(await other.content()).not.toContain(receiver.url)
    await other.context().close()
  }
})

test("the page fits every width and has no serious violation, in both themes", async ({
  page,
  sandbox,
  connectOrganisation,
}) => {
  test.slow()
  await connectOrganisation({ choose: "Maple Florist" })
  await page.goto("/settings/alerts")
  await expectAccessible(page, "empty")
  await addWebhook(page)
  await page.getByRole("button", { name: "Send a test to Operations" }).click()
  await expect(page.getByText("Delivered (HTTP 204).")).toBeVisible()
  await sandbox.disconnect({ tenantId: TENANTS.mapleFlorist })
  await query(`UPDATE "Grant" SET "checkDueAt" = clock_timestamp()`)
  await until(async () => receiver.received.length > 1)
  await page.goto("/settings/alerts")
  await expect(page.getByText("Disconnected in Xero: Maple Florist").first()).toBeVisible()
  await onEveryScreen(page, async (screen) => {
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    expect(overflow, screen).toBeLessThanOrEqual(0)
    await expectAccessible(page, screen)
    await page.getByRole("button", { name: "Add webhook" }).click()
    await expectAccessible(page, `dialog, ${screen}`)
    await page.keyboard.press("Escape")
  })
  await page.goto("/settings/mail")
  await onEveryScreen(page, (screen) => expectAccessible(page, `mail, ${screen}`))
})

/** An open page takes on another width and another theme by itself. */
async function onEveryScreen(page: Page, look: (screen: string) => Promise<void>): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    for (const width of [360, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 })
      await look(`${colorScheme}, ${width} px`)
    }
  }
}

/** As an owner does it; returns the secret that is shown once. */
async function addWebhook(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Add webhook" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name").fill("Operations")
  await dialog.getByLabel("Address").fill(receiver.url)
  await dialog.getByRole("button", { name: "Add" }).click()
  const secret = (await dialog.getByText(/^whsec_/).textContent()) ?? ""
  await dialog.getByRole("button", { name: "Done" }).click()
  await expect(page.getByRole("table", { name: "Channels" })).toContainText("Operations")
  return secret
}

async function forgetChannels(): Promise<void> {
  await emptyTables("AlertAttempt", "AlertDelivery", "Alert", "AlertChannel", "MailServer")
}
