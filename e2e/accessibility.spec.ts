import { expect, type Page } from "playwright/test"
import { query } from "@/e2e/database"
import { expectAccessible } from "@/e2e/expect-accessible"
import { test } from "@/e2e/fixtures"
import { seedStack, unseedStack } from "@/e2e/seeded"

// Some thirty pages, each in two schemes.
const LONG_IN_MS = 360_000

test.afterAll(unseedStack)

test("signed-out pages have no serious violation, light or dark", async ({ page, sandbox: _ }) => {
  for (const path of ["/sign-in", "/setup", "/invitations/made-up", "/email/made-up"]) {
    await page.goto(path)
    await expectAccessibleInBoth(page, path)
  }
})

for (const scenario of ["empty", "typical", "broken"] as const) {
  test(`signed-in pages have no serious violation, light or dark: ${scenario}`, async ({
    page,
    sandbox: _,
    signIn,
  }) => {
    test.setTimeout(LONG_IN_MS)
    await signIn()
    await seedStack(scenario)
    // Every status and every kind of service that is in the others.
    const own =
      scenario === "broken" ? [...(await listStandings()), ...(await listServicePages())] : []
    for (const path of [...PATHS[scenario], ...own]) {
      await page.goto(path)
      await expectAccessibleInBoth(page, path)
    }
  })
}

test("a narrow screen, an open menu and open dialogs have no serious violation, light or dark", async ({
  page,
  sandbox: _,
  signIn,
}) => {
  test.setTimeout(LONG_IN_MS)
  await signIn()
  await seedStack("broken")
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto("/organisations")
  await expectAccessibleInBoth(page, "narrow list")
  await page.getByRole("button", { name: /owner/i }).click()
  await expectAccessibleInBoth(page, "member menu")
  await page.keyboard.press("Escape")
  await page.getByRole("link", { name: "Maple Florist" }).click()
  for (const name of ["Disconnect", "Revoke consent"]) {
    await page.getByRole("button", { name, exact: true }).click()
    await expect(page.getByRole("dialog")).toBeVisible()
    await expectAccessibleInBoth(page, name)
    await page.keyboard.press("Escape")
  }
})

/** A page that is open changes its colours as the system's do, and nothing else. */
async function expectAccessibleInBoth(page: Page, where: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" })
  await expectAccessible(page, `${where} in light`)
  await page.emulateMedia({ colorScheme: "dark" })
  await expectAccessible(page, `${where} in dark`, OF_COLOURS)
}

const OF_COLOURS = ["color-contrast", "link-in-text-block"]

const PATHS = {
  empty: ["/", "/organisations", "/activity", "/services", "/services/new"],
  typical: [
    "/",
    "/organisations",
    "/organisations?problem=other_browser",
    "/organisations?problem=app_fault",
    "/organisations?q=nobody",
    "/services",
    "/services?q=nobody",
    "/services/new",
    "/activity",
    "/settings",
    "/settings/members",
    "/settings/sign-in",
    "/settings/xero-app",
    "/settings/keys",
    "/no-such-page",
  ],
  broken: ["/", "/organisations", "/organisations?status=removed", "/activity", "/services"],
}

/** The page of one organisation of each status. */
async function listStandings(): Promise<string[]> {
  const found = await query<{ tenantId: string }>(
    `SELECT DISTINCT ON ("status") "tenantId" FROM "TenantOverview" ORDER BY "status"`,
  )
  return found.map(({ tenantId }) => `/organisations/${tenantId}`)
}

/** A service of each kind that its page tells apart, and the form that changes one. */
async function listServicePages(): Promise<string[]> {
  const found = await query<{ id: string }>(
    `SELECT "id" FROM "Service" WHERE "revokedAt" IS NOT NULL OR "disabledAt" IS NOT NULL OR "expiresAt" < now()
     UNION SELECT "serviceId" FROM "ServiceDenial" ORDER BY "id"`,
  )
  const [first] = found
  const change = first === undefined ? [] : [`/services/${found.at(-1)?.id}/change`]
  return [...found.map(({ id }) => `/services/${id}`), ...change]
}
