import { expect } from "playwright/test"
import { rowOf, test } from "@/e2e/fixtures"
import { untilShown } from "@/e2e/live-refresh"
import { letSudoPass, proveOwner, refuseToProve } from "@/e2e/sudo"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const SCOPES = ["openid", "profile", "email", "accounting.settings.read", "offline_access"]

test("tokens from a file are shown first, sent after the tick, and each row says what became of it", async ({
  page,
  sandbox,
  signIn,
}) => {
  const { alice: xeroUserId } = XERO_USERS
  const seeded = await sandbox.seed({
    connections: [{ xeroUserId, tenantId: TENANTS.mapleFlorist }],
    chains: [{ xeroUserId, scopes: SCOPES }],
  })
  const token = seeded.chains[0]?.refreshToken ?? ""
  await page.clock.install()
  await signIn()
  await page.goto("/organisations")
  await page.getByRole("link", { name: "Import" }).click()
  const text = `refresh_token,reference\n${token},Maple\n${token},Maple again\nnot-a-known-token,Old\n,Nothing\n`
  await page
    .getByLabel("File")
    .setInputFiles({ name: "tokens.csv", mimeType: "text/csv", buffer: Buffer.from(text) })
  await page.getByRole("button", { name: "Read the file" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("tokens.csv")
  await expect(rowOf(page, "Maple again")).toContainText("the same token as in line 2")
  await expect(rowOf(page, "Nothing")).toContainText("no refresh token")
  const { counters } = await sandbox.state()
  const asked = counters.tokenRequests.filter((one) => one.grantType === "refresh_token")
  expect(asked).toEqual([])

  const start = page.getByRole("button", { name: "Import 2 sign-ins" })
  await expect(start).toBeDisabled()
  await page.getByRole("checkbox", { name: /has stopped refreshing them/ }).check()
  await start.click()
  await untilShown(page, rowOf(page, "Old").getByText("Refused", { exact: true }))
  await untilShown(page, page.getByText("Done: 1 connected, 1 not, 2 not sent."))
  await page.getByRole("link", { name: "See the organisations" }).click()
  await expect(rowOf(page, "Maple Florist")).toContainText("Healthy")

  await page.getByRole("link", { name: "Maple Florist" }).click()
  await page.getByRole("button", { name: "Hand over" }).click()
  await page.getByLabel("Passphrase").fill("a phrase that both sides know")
  await page.getByRole("button", { name: "Export and freeze" }).click()
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the file" }).click(),
  ])
  await expect(page.getByText("Handed over", { exact: true }).first()).toBeVisible()
  for (const word of ["Ended", "Paused"])
    await expect(page.getByText(word, { exact: true })).toHaveCount(0)
  // Who does not take it back after all keeps the file.
  await letSudoPass()
  await page.getByRole("button", { name: "Take it back" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Take it back" }).click()
  await refuseToProve(page)
  await expect(page.getByRole("button", { name: "Save the file" })).toBeVisible()
  await page.goto("/organisations/import")
  await page.getByLabel("File").setInputFiles(await download.path())
  await page.getByLabel("Passphrase").fill("a phrase that both sides know")
  await page.getByRole("button", { name: "Read the file" }).click()
  await expect(page.getByText("Tenantry holds this token")).toBeVisible()
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Take it back" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Take it back" }).click()
  await proveOwner(page)
  await expect(page.getByText("Taken back", { exact: true })).toBeVisible()
  await expect(page.getByText("Healthy").first()).toBeVisible()
})

test("a file without a token says what is missing, and nothing is kept of it", async ({
  page,
  sandbox: _,
  signIn,
}) => {
  await signIn()
  await page.goto("/organisations/import")
  const file = { name: "customers.csv", mimeType: "text/csv" }
  const buffer = Buffer.from("name,email,phone\nMaple,m@maple.example,1\n")
  await page.getByLabel("File").setInputFiles({ ...file, buffer })
  await page.getByRole("button", { name: "Read the file" }).click()
  await expect(page.getByText("The table has no column named refresh_token.")).toBeVisible()
})
