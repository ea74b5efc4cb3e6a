import type { Page } from "playwright/test"
import { createDb, type Db } from "@/lib/db/create-db"
import { readStack } from "@/scripts/check/stack"
import { type Scenario, seed, unseed } from "@/scripts/seed/seed"

/** Puts a scenario into the running product's database. */
export async function seedStack(scenario: Scenario): Promise<void> {
  await onStack((db) => seed(db, scenario))
}

/** Puts a scenario into the product's database and opens the list. */
export async function showScenario(page: Page, scenario: Scenario): Promise<void> {
  await seedStack(scenario)
  await page.goto("/organisations")
}

/** A keeper that starts later must not meet an app whose secrets nobody sealed. */
export async function unseedStack(): Promise<void> {
  await onStack(unseed)
}

async function onStack(work: (db: Db) => Promise<void>): Promise<void> {
  const db = createDb(readStack().databaseUrl)
  await work(db).finally(() => db.$disconnect())
}
