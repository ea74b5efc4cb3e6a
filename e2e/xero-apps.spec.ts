import { expect, type Locator, type Page } from "playwright/test"
import { query } from "@/e2e/database"
import { expireTokenSets, giveConsent, rowOf, test } from "@/e2e/fixtures"
import { untilShown } from "@/e2e/live-refresh"
import { addService, askToken, forgetServices } from "@/e2e/services"
import { CUSTOM_CLIENT, SECOND_CLIENT, TENANTS } from "@/sandbox/seed"

const PAGE = "/settings/xero-app"
const FJORD = "Fjord & Fell Outfitters AS"

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await query(`DELETE FROM "Incident"`)
  await query(`DELETE FROM "XeroApp" WHERE NOT "current"`)
  await query(`UPDATE "XeroApp" SET "isDefault" = true`)
  await signIn()
})

test("an owner adds a second app, connects through both, changes its secret while it runs, and retires it", async ({
  page,
  sandbox,
  connectOrganisation,
}) => {
  await page.clock.install()
  await addApp(page, { ...SECOND_CLIENT, kind: "web" })
  const card = cardOf(page, SECOND_CLIENT.name)
  await testButton(card).click()
  await expect(card).toContainText("Client id and secret are right.")
  await expect(card).toContainText("The redirect URI seems to be registered.")
  await connectOrganisation({ choose: "Maple Florist" })
  await page.getByLabel("Xero app").selectOption({ label: SECOND_CLIENT.name })
  await page.getByRole("button", { name: "Connect Xero" }).first().click()
  await giveConsent(page, { as: "taro", choose: "株式会社さくら" })
  await forgetServices()
  const service = await addService(page, {
    name: "Reports",
    organisations: ["Maple Florist", "株式会社さくら"],
  })
  const clientSecrets = ["a-secret-that-takes-over-from-it"]
  const { clientId, name } = SECOND_CLIENT
  await sandbox.registerApp({ clientId, name, clientSecrets })
  await page.goto(PAGE)
  await testButton(card).click()
  await expect(card).toContainText("Xero refuses client id and secret.")
  await card.getByRole("button", { name: "Add secret" }).click()
  await page.getByLabel("New client secret").fill(clientSecrets[0] ?? "")
  await page.getByRole("dialog").getByRole("button", { name: "Add secret" }).click()
  await expect(page.getByRole("dialog")).toBeHidden()
  await expireTokenSets()
  for (const tenantId of [TENANTS.mapleFlorist, TENANTS.sakura])
    expect((await askToken(service, tenantId)).status).toBe(200)
  const accepted = card.getByRole("listitem").filter({ hasText: "m-it" })
  await untilShown(page, accepted.filter({ hasText: "Xero accepts it" }))
  await card.getByRole("button", { name: "Retire" }).click()
  await expect(card).toContainText("Retired. What it reaches is kept alive.")
  await expect(card.getByText("Retired", { exact: true })).toBeVisible()
})

test("a custom connection waits for its consent, serves its organisation, and is deactivated and back as Xero says", async ({
  page,
  sandbox,
}) => {
  const { clientId } = CUSTOM_CLIENT
  await addApp(page, { ...CUSTOM_CLIENT, kind: "custom" })
  const card = cardOf(page, CUSTOM_CLIENT.name)
  await expect(card).toContainText("Waiting for consent in Xero")
  await sandbox.consentToCustomApp({ clientId, tenantId: TENANTS.fjordAndFell })
  await testButton(card).click()
  await expect(card).toContainText("The named person has consented.")
  await expect(card).toContainText("Healthy")
  await page.goto("/organisations")
  await expect(rowOf(page, FJORD)).toContainText("Healthy")
  await expect(rowOf(page, FJORD)).toContainText("Does not expire")
  await forgetServices()
  const service = await addService(page, { name: "Reports", organisations: [FJORD] })
  expect((await askToken(service, TENANTS.fjordAndFell)).status).toBe(200)
  await sandbox.endCustomConsent(clientId)
  await page.goto(`/organisations/${TENANTS.fjordAndFell}`)
  await expect(page.getByRole("button", { name: "Reconnect", exact: true })).toHaveCount(0)
  await page.getByRole("button", { name: "Check now" }).click()
  await expect(page.getByText("Deactivated in Xero").first()).toBeVisible()
  expect((await askToken(service, TENANTS.fjordAndFell)).error).toBe("tenant_disconnected")
  await sandbox.consentToCustomApp({ clientId, tenantId: TENANTS.fjordAndFell })
  await page.goto(PAGE)
  await testButton(card).click()
  await expect(card.getByText("Healthy", { exact: true })).toBeVisible()
})

async function addApp(page: Page, app: NewApp): Promise<void> {
  await page.goto(PAGE)
  await page.getByRole("button", { name: "Add app" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Kind").selectOption(app.kind)
  await dialog.getByLabel("Name").fill(app.name)
  await dialog.getByLabel("Client id").fill(app.clientId)
  await dialog.getByLabel("Client secret").fill(app.clientSecret)
  await dialog.getByRole("button", { name: "Add", exact: true }).click()
  await expect(dialog).toBeHidden()
}

function cardOf(page: Page, name: string): Locator {
  return page.locator("section").filter({ has: page.getByRole("heading", { name }) })
}

function testButton(card: Locator): Locator {
  return card.getByRole("button", { name: /^Test/ })
}

type NewApp = { kind: "web" | "custom"; name: string; clientId: string; clientSecret: string }
