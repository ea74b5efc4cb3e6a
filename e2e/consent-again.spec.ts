import { expect } from "playwright/test"
import { query } from "@/e2e/database"
import { allowAtXero, giveConsent, rowOf, startConsent, test, until } from "@/e2e/fixtures"
import { untilShown } from "@/e2e/live-refresh"
import { openSession } from "@/e2e/session"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { listProcesses, readStack } from "@/scripts/check/stack"

const RESET_DEMO = "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0099"
const LONGER_THAN_PATIENCE_IN_MS = 4_000

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
})

test("Cancel, Back, Allow connects; allowed in another browser, Xero may have connected it, and Check now looks", async ({
  page,
  browser,
}) => {
  const authorizationUrl = await startConsent(page)
  await page.goto(authorizationUrl)
  await giveConsent(page, { choose: "cancel" })
  await expect(page.getByText("This consent has changed nothing.")).toBeVisible()
  await page.goto(authorizationUrl)
  await giveConsent(page, { choose: "Maple Florist" })
  await expect(page.getByText(/Connected\s+Maple Florist/)).toBeVisible()
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")

  const second = await startConsent(page)
  await page.goto(second)
  await giveConsent(page, { choose: "cancel" })
  const elsewhere = await (await browser.newContext({ baseURL: readStack().baseUrl })).newPage()
  await openSession(elsewhere.context(), readStack().owner.email)
  await elsewhere.clock.install()
  await elsewhere.goto((await allowAtXero(second, { choose: "Harbour Bakery" })).href)
  const notice = elsewhere.getByRole("alert").or(elsewhere.getByRole("status")).first()
  await expect(notice).toContainText("Xero answered this consent a second time")
  await expect(notice).toContainText("Xero may list the organisation as connected")
  await notice.getByRole("button", { name: "Check now" }).click()
  await expect(elsewhere.getByText("Asking Xero about every sign-in")).toBeVisible()
  await untilShown(elsewhere, rowOf(elsewhere, "Harbour Bakery").getByText("Healthy"))
  await elsewhere.context().close()
})

test("a slow consent shows how far it is, without scripts too, and outlives its tab and a killed keeper", async ({
  page,
  browser,
  sandbox,
}) => {
  // Two consents of four seconds, and a keeper that starts anew.
  test.setTimeout(120_000)
  const plain = await browser.newContext({
    baseURL: readStack().baseUrl,
    javaScriptEnabled: false,
    colorScheme: "dark",
    viewport: { width: 360, height: 740 },
  })
  await openSession(plain, readStack().owner.email)
  const tab = await plain.newPage()
  await sandbox.addFault({
    target: "connections",
    kind: "delay-before",
    times: 0,
    delayInMilliseconds: LONGER_THAN_PATIENCE_IN_MS,
  })
  const callback = await allowAtXero(await startConsent(tab), { choose: "Maple Florist" })
  await tab.goto(callback.href)
  await expect(tab.getByText("Step 3 of 3: reading the list of organisations")).toBeVisible()
  const shown = tab.url()
  await expect(tab.getByText(/Connected\s+Maple Florist/)).toBeVisible({ timeout: 20_000 })

  const next = await allowAtXero(await startConsent(tab), { choose: "Harbour Bakery" })
  await tab.goto(next.href)
  await expect(tab.getByText("Step 3 of 3")).toBeVisible()
  const address = tab.url()
  expect(address).not.toBe(shown)
  await tab.close()
  const { keeper } = await listProcesses(readStack())
  process.kill(keeper ?? 0, "SIGKILL")
  await sandbox.clearFaults()
  await until(async () => {
    const ended = await query(
      `SELECT "id" FROM "ConsentRequest" WHERE "outcome"->>'kind' = 'connected'`,
    )
    return ended.length === 2
  })
  const again = await plain.newPage()
  await again.goto(address)
  await expect(again.getByText(/Connected\s+Harbour Bakery/)).toBeVisible()
  await plain.close()
  await page.goto("/organisations")
  await expect(rowOf(page, "Harbour Bakery")).toContainText("Healthy")
})

test("less than was asked for, a second authoriser and a reset demo company are told as what they are", async ({
  page,
  sandbox,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" })
  await page.goto("/organisations")
  await page.getByRole("button", { name: "Connect Xero" }).first().click()
  await expect(page.locator(`button[value="${XERO_USERS.bjorn}"]`)).toBeVisible()
  await query(
    `UPDATE "XeroApp" SET "scopes" = "scopes" || '{payroll.settings.read}'::text[] WHERE "current"`,
  )
  await giveConsent(page, { as: "bjorn", choose: "Maple Florist" })
  await query(
    `UPDATE "XeroApp" SET "scopes" = array_remove("scopes", 'payroll.settings.read') WHERE "current"`,
  )
  const notice = page.getByRole("alert").or(page.getByRole("status")).first()
  await expect(notice).toContainText("Bjørn O'Neil now reaches Maple Florist too")
  await expect(notice).toContainText("was already connected through Alice Doyle")
  await expect(notice).toContainText("These scopes are missing: payroll.settings.read")

  await connectOrganisation({ choose: "Demo Company (NZ)" })
  await sandbox.removeAccess({ xeroUserId: XERO_USERS.alice, tenantId: TENANTS.demoCompany })
  await sandbox.seed({
    organisations: [{ tenantId: RESET_DEMO, name: "Demo Company (NZ)", isDemoCompany: true }],
    users: [
      {
        xeroUserId: XERO_USERS.alice,
        givenName: "Alice",
        familyName: "Doyle",
        email: "alice.doyle@maple.example",
        roles: { [TENANTS.mapleFlorist]: "adviser", [RESET_DEMO]: "standard" },
      },
    ],
  })
  await page.goto(`/organisations/${TENANTS.demoCompany}`)
  await page.getByRole("button", { name: "Reconnect", exact: true }).first().click()
  await giveConsent(page, { choose: "Demo Company (NZ)" })
  await expect(
    page.getByText(/reaches another organisation called\s+Demo Company \(NZ\)/),
  ).toBeVisible()
  await expect(page.getByText("the old one was probably reset or moved").first()).toBeVisible()
  await page.getByRole("button", { name: "Keep" }).first().click()
  await expect(page.getByText("kept and connected")).toBeVisible()
  await page.goto("/organisations")
  await expect(rowOf(page, `Demo Company (NZ) · ${RESET_DEMO}`)).toContainText("Healthy")
  await expect(rowOf(page, `Demo Company (NZ) · ${TENANTS.demoCompany}`)).toBeVisible()
})
