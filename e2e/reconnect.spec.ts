import { expect } from "playwright/test"
import { query } from "@/e2e/database"
import { expireTokenSets, giveConsent, rowOf, test, until, untilChainEnds } from "@/e2e/fixtures"
import { untilShown } from "@/e2e/live-refresh"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const SCRIPT = `<script>alert("x")</script> Pty Ltd`

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
})

test("a dead chain shows Reconnect needed on all of its organisations, and one reconnect recovers them", async ({
  page,
  sandbox,
  connectOrganisation,
}) => {
  await page.clock.install()
  await connectOrganisation({ choose: "Maple Florist" }, { choose: SCRIPT })
  const [before] = await query<{ id: string }>(`SELECT "id" FROM "Grant"`)
  await sandbox.killChain(XERO_USERS.alice)
  await expireTokenSets()
  await untilChainEnds()
  // No reload: the page has to notice by itself.
  await untilShown(page, rowOf(page, "Maple Florist").getByText("Reconnect needed"))
  await expect(rowOf(page, SCRIPT)).toContainText("Reconnect needed")
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Reconnect", exact: true }).click()
  await giveConsent(page, { choose: "continue" })
  await expect(page).toHaveURL(new RegExp(`/organisations/${TENANTS.mapleFlorist}`))
  await expect(page.getByText(/Reconnected\s+Maple Florist/)).toBeVisible()
  await page.goto("/organisations")
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")
  await expect(rowOf(page, SCRIPT)).toContainText("Healthy")
  const grants = await query<{ id: string }>(`SELECT "id" FROM "Grant"`)
  expect(grants).toEqual([before])
})

test("a reconnect with the wrong login moves nothing, names the login, and can be undone", async ({
  page,
  sandbox,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" })
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Reconnect", exact: true }).click()
  await giveConsent(page, { as: "taro", choose: "株式会社さくら" })
  await expect(page.getByText(/This sign-in does not reach\s+Maple Florist/)).toBeVisible()
  await expect(page.getByText("山田").first()).toBeVisible()
  await page.goto("/organisations")
  await expect(rowOf(page, "株式会社さくら")).toHaveCount(0)
  await page.goBack()
  await page.getByRole("button", { name: /Undo/ }).click()
  await until(async () => {
    const { connections } = await sandbox.state()
    return connections.every((one) => one.tenantId !== TENANTS.sakura)
  })
  await page.goto("/organisations")
  await expect(rowOf(page, "株式会社さくら")).toHaveCount(0)
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")
})

test("what a wrong login brought along can be kept, and a later Undo hears of it", async ({
  page,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" })
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Reconnect", exact: true }).click()
  await giveConsent(page, { as: "taro", choose: "株式会社さくら" })
  const stale = await page.context().newPage()
  await stale.goto(page.url())
  await page.getByRole("button", { name: /Keep/ }).click()
  await until(
    async () => (await query(`SELECT 1 FROM "Connection" WHERE "state" = 'offered'`)).length === 0,
  )
  await stale.getByRole("button", { name: /Undo/ }).click()
  await expect(stale.getByText("Already kept", { exact: true })).toBeVisible()
  await page.goto("/organisations")
  await expect(rowOf(page, "株式会社さくら")).toContainText("Healthy")
})

test("an organisation disconnected inside Xero is told apart from its healthy sibling, and comes back", async ({
  page,
  sandbox,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" }, { choose: SCRIPT })
  await sandbox.disconnect({ tenantId: TENANTS.mapleFlorist })
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Check now" }).click()
  await expect(page.getByText("Xero does not list this organisation")).toBeVisible()
  await page.goto("/organisations")
  await expect(rowOf(page, "Maple Florist")).toContainText("Disconnected in Xero")
  await expect(rowOf(page, SCRIPT)).toContainText("Healthy")
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Reconnect", exact: true }).click()
  await giveConsent(page, { choose: "Maple Florist" })
  await page.goto("/organisations")
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")
})

test("Xero failing asks nothing of anyone, and heals by itself", async ({
  page,
  sandbox,
  connectOrganisation,
}) => {
  await page.clock.install()
  await connectOrganisation({ choose: "Maple Florist" })
  await sandbox.addFault({ target: "token", kind: "status", status: 503, times: 0 })
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Refresh now" }).click()
  await expect(page.getByText("Xero did not give a usable answer")).toBeVisible()
  await expect(page.getByText("Xero not answering").first()).toBeVisible()
  await sandbox.clearFaults()
  await untilShown(page, page.getByText("Healthy").first())
})

test("Refresh now and Check now say what Xero said", async ({ page, connectOrganisation }) => {
  await connectOrganisation({ choose: "Maple Florist" })
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Refresh now" }).click()
  await expect(page.getByText("Refreshed", { exact: true })).toBeVisible()
  await page.getByRole("button", { name: "Check now" }).click()
  await expect(page.getByText("Checked", { exact: true })).toBeVisible()
})
