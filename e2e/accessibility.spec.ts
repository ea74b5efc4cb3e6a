import axe, { type AxeResults } from "axe-core"
import { expect, type Page } from "playwright/test"
import { query, test } from "@/e2e/fixtures"
import { seedStack, unseedStack } from "@/e2e/seeded"

test.afterAll(unseedStack)

for (const theme of ["light", "dark"] as const) {
  test.describe(`in ${theme}`, () => {
    test.use({ colorScheme: theme })

    test("signed-out pages have no serious violation", async ({ page, sandbox: _ }) => {
      for (const path of ["/sign-in", "/setup", "/invitations/made-up"]) {
        await page.goto(path)
        await expectAccessible(page, path)
      }
    })

    for (const scenario of ["empty", "typical", "broken"] as const) {
      test(`signed-in pages have no serious violation: ${scenario}`, async ({
        page,
        sandbox: _,
        signIn,
      }) => {
        test.slow()
        await signIn()
        await seedStack(scenario)
        for (const path of [...PATHS[scenario], ...(await listStandings())]) {
          await page.goto(path)
          await expectAccessible(page, path)
        }
      })
    }

    test("a narrow screen, an open menu and open dialogs have no serious violation", async ({
      page,
      sandbox: _,
      signIn,
    }) => {
      test.slow()
      await signIn()
      await seedStack("broken")
      await page.setViewportSize({ width: 360, height: 740 })
      await page.goto("/organisations")
      await expectAccessible(page, "narrow list")
      await page.getByRole("button", { name: /owner/i }).click()
      await expectAccessible(page, "member menu")
      await page.keyboard.press("Escape")
      await page.getByRole("link", { name: "Maple Florist" }).click()
      for (const name of ["Disconnect", "Revoke consent"]) {
        await page.getByRole("button", { name, exact: true }).click()
        await expect(page.getByRole("dialog")).toBeVisible()
        await expectAccessible(page, name)
        await page.keyboard.press("Escape")
      }
    })
  })
}

const PATHS = {
  empty: ["/organisations", "/activity"],
  typical: [
    "/organisations",
    "/organisations?problem=other_browser",
    "/organisations?problem=app_fault",
    "/organisations?q=nobody",
    "/activity",
    "/settings",
    "/settings/members",
    "/no-such-page",
  ],
  broken: ["/organisations", "/organisations?status=removed", "/activity"],
}

/** The page of one organisation of each status. */
async function listStandings(): Promise<string[]> {
  const found = await query<{ tenantId: string }>(
    `SELECT DISTINCT ON ("status") "tenantId" FROM "TenantOverview" ORDER BY "status"`,
  )
  return found.map(({ tenantId }) => `/organisations/${tenantId}`)
}

async function expectAccessible(page: Page, where: string): Promise<void> {
  await page.evaluate(axe.source)
  const { violations }: AxeResults = await page.evaluate("axe.run(document)")
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`)
  expect(grave, where).toEqual([])
}
