import { type Browser, expect, type Page } from "playwright/test"
import { copyDatabase, giveDatabaseBack } from "@/e2e/copied-database"
import { query } from "@/e2e/database"
import { giveConsent, rowOf, test } from "@/e2e/fixtures"
import { addMember, openPage } from "@/e2e/members"
import { forgetServices, secretDialog } from "@/e2e/services"
import { letSudoPass, proveOwner, refuseToProve } from "@/e2e/sudo"
import {
  askForPasswordLink,
  askForRole,
  askToAddService,
  askToAddWebhook,
  askToDisconnect,
  askToInvite,
  askToRevoke,
  askToTakeOver,
  askToWiden,
} from "@/e2e/sudo-asks"
import { TENANTS } from "@/sandbox/seed"

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await forgetServices()
  await signIn()
  await letSudoPass()
})
test.afterAll(forgetServices)
test.afterEach(giveDatabaseBack)

test("a stolen session reads and reconnects, and changes nobody's access", async ({
  page,
  browser,
  connectOrganisation,
}) => {
  test.slow()
  await connectOrganisation({ choose: "Maple Florist" })
  await askToAddService(page)
  await proveOwner(page)
  await secretDialog(page).getByRole("button", { name: "I have stored it" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nightly export")
  const serviceUrl = page.url()
  const member = await addMember("viewer")
  await letSudoPass()

  const stolen = await stealSession(browser, page)
  await stolen.goto("/organisations")
  await rowOf(stolen, "Maple Florist").getByRole("link").click()
  await stolen.getByRole("button", { name: "Reconnect", exact: true }).click()
  await giveConsent(stolen, { choose: "continue" })
  await expect(stolen.getByText(/Reconnected\s+Maple Florist/).first()).toBeVisible()
  const before = await readAccess()

  const asks = [
    () => askToInvite(stolen),
    () => askForRole(stolen, member.name),
    () => askForPasswordLink(stolen, member.email),
    () => askToAddWebhook(stolen),
    () => askToAddService(stolen),
    () => stolen.goto(serviceUrl).then(() => askToWiden(stolen)),
    () => stolen.goto(`/organisations/${TENANTS.mapleFlorist}`).then(() => askToDisconnect(stolen)),
    () => stolen.goto(`/organisations/${TENANTS.mapleFlorist}`).then(() => askToRevoke(stolen)),
  ]
  for (const ask of asks) {
    await ask()
    await refuseToProve(stolen)
  }
  expect(await readAccess()).toEqual(before)
  await stolen.context().close()
})

test("a stolen session does not take a copied database over, and its owner does", async ({
  page,
  browser,
}) => {
  const stolen = await stealSession(browser, page)
  const [before] = await query<{ holderId: string }>(`SELECT "holderId" FROM "Installation"`)
  const copied = await copyDatabase()
  await askToTakeOver(stolen)
  await refuseToProve(stolen)
  await expect(stolen.getByText("you did not confirm that it is you")).toBeVisible()
  expect(await query(`SELECT "holderId" FROM "Installation"`)).toEqual([{ holderId: copied }])
  await stolen.context().close()
  await askToTakeOver(page)
  await proveOwner(page)
  await expect(page.getByRole("region", { name: "Notices" })).toHaveCount(0)
  expect(await query(`SELECT "holderId" FROM "Installation"`)).toEqual([before])
})

/** A page of another browser that holds the same cookie. */
async function stealSession(browser: Browser, page: Page): Promise<Page> {
  const stolen = await openPage(browser)
  await stolen.context().addCookies(await page.context().cookies())
  return stolen
}

/** Everything that says who may do and reach what. */
async function readAccess(): Promise<unknown[]> {
  const tables = [
    "Member",
    "Invitation",
    "AlertChannel",
    "Service",
    "ServiceSecret",
    "ServiceAccess",
  ]
  const rows = tables.map((table) =>
    query(`SELECT row_to_json(t)::text FROM "${table}" t ORDER BY 1`),
  )
  const states = [
    query(`SELECT "id", "state" FROM "Grant" ORDER BY "id"`),
    query(`SELECT "id", "state" FROM "Connection" ORDER BY "id"`),
  ]
  return Promise.all([...rows, ...states])
}
