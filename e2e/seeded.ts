import type { Page } from "playwright/test"
import { emptyTables, onStack } from "@/e2e/database"
import { type Scenario, SEEDED_TABLES, seed } from "@/scripts/seed/seed"

/** Puts a scenario into the running product's database. */
export async function seedStack(scenario: Scenario): Promise<void> {
  await onStack((db) => seed(db, scenario))
}

/** Puts a scenario into the product's database and opens the list. */
export async function showScenario(page: Page, scenario: Scenario): Promise<void> {
  await seedStack(scenario)
  await page.goto("/organisations")
}

/** Removes seeded apps: a keeper that starts later could not open their placeholder secrets. */
export async function unseedStack(): Promise<void> {
  await emptyTables(...SEEDED_TABLES)
  await onStack((db) => db.xeroApp.deleteMany({ where: { clientSecretsSealed: "none" } }))
}
