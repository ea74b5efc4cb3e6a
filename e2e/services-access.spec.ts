import { expect } from "playwright/test"
import { rowOf, test } from "@/e2e/fixtures"
import { addMember, openAs } from "@/e2e/members"
import { addService, askToken, expectRefused, forgetServices } from "@/e2e/services"
import { TENANTS } from "@/sandbox/seed"
import { readStack } from "@/scripts/check/stack"

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await forgetServices()
  await signIn()
})
test.afterAll(forgetServices)

test("a service is narrowed and widened at once, and a disabled one is refused until enabled", async ({
  page,
  connectOrganisation,
}) => {
  test.slow()
  await connectOrganisation({ choose: "Maple Florist" }, { choose: "Harbour Bakery" })
  const organisations = ["Maple Florist", "Harbour Bakery"]
  const client = await addService(page, { name: "Reporting", organisations })
  expect((await askToken(client, TENANTS.harbourBakery)).status).toBe(200)
  await page.getByRole("link", { name: "Change" }).click()
  await page.getByRole("button", { name: "Remove Harbour Bakery" }).click()
  await page.getByRole("button", { name: "Save" }).click()
  await page.waitForURL(`**/services/${client.clientId}`)
  await expect(page.getByText("1 organisation", { exact: true })).toBeVisible()
  await expect
    .poll(async () => (await askToken(client, TENANTS.harbourBakery)).error)
    .toBe("invalid_target")
  await page.reload()
  await expect(page.getByRole("table", { name: "Refused" })).toContainText("Harbour Bakery")

  await page.getByRole("link", { name: "Change" }).click()
  await page.getByRole("radio", { name: "All organisations, now and in future" }).check()
  await page.getByRole("radio", { name: "Never" }).check()
  await expect(page.getByText("works forever")).toBeVisible()
  await page.getByRole("button", { name: "Save" }).click()
  await page.waitForURL(`**/services/${client.clientId}`)
  await expect(page.getByText("All, now and in future")).toBeVisible()
  await expect.poll(async () => (await askToken(client, TENANTS.harbourBakery)).status).toBe(200)

  await page.getByRole("button", { name: "Disable" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click()
  await expect(page.getByText("Disabled: all its requests are refused")).toBeVisible()
  await expectRefused(client, TENANTS.mapleFlorist)
  await page.getByRole("button", { name: "Enable" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Enable" }).click()
  await expect(page.getByRole("button", { name: "Disable" })).toBeVisible()
  await expect.poll(async () => (await askToken(client, TENANTS.mapleFlorist)).status).toBe(200)
})

test("a viewer sees every service and its ledger, and can change nothing", async ({
  page,
  browser,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" })
  const { clientId } = await addService(page, {
    name: "Stock feed",
    organisations: ["Maple Florist"],
  })
  const viewer = await openAs(browser, await addMember("viewer"))
  await viewer.goto("/services")
  await expect(viewer.getByRole("button", { name: "Add service" })).toBeDisabled()
  await expect(viewer.getByText("Only admins and owners can add services.")).toBeVisible()
  await rowOf(viewer, "Stock feed").click()
  await expect(viewer.getByText("You are a viewer.")).toBeVisible()
  for (const name of ["Change", "Disable", "Revoke", "New secret", "Remove"]) {
    await expect(viewer.getByRole("button", { name })).toBeDisabled()
  }
  await expect(viewer.getByRole("table", { name: "Ledger" })).toContainText("Maple Florist")
  for (const path of ["/services/new", `/services/${clientId}/change`]) {
    expect((await viewer.goto(path))?.status(), path).toBe(403)
  }
  await viewer.context().close()
})

test("examples are ready to paste, by keyboard too, and name no secret", async ({
  page,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" })
  const { clientId, clientSecret } = await addService(page, {
    name: "Export",
    organisations: ["Maple Florist"],
  })
  await page.getByRole("tab", { name: "curl" }).focus()
  for (const text of ["--data grant_type", "openid-client", "BackendApplicationClient"]) {
    const panel = page.getByRole("tabpanel")
    await expect(panel).toContainText(text)
    for (const part of [clientId, TENANTS.mapleFlorist, `${readStack().baseUrl}/oauth/token`]) {
      await expect(panel).toContainText(part)
    }
    await page.keyboard.press("ArrowRight")
  }
  await expect(page.getByRole("tabpanel")).toContainText("Client Credentials")
  expect(await page.content()).not.toContain(clientSecret)
})
