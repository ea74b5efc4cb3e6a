import { randomUUID } from "node:crypto"
import { query } from "@/e2e/database"
import { until } from "@/e2e/fixtures"
import { readStack } from "@/scripts/check/stack"

/** Makes the keeper find that its database is a copy; returns the id of its new holder. */
export async function copyDatabase(): Promise<string> {
  const copied = randomUUID()
  await query(`UPDATE "Installation" SET "holderId" = $1`, [copied])
  await until(async () => (await readKeeper()) === "copied_database")
  return copied
}

/** Makes the database the keeper's again. */
export async function giveDatabaseBack(): Promise<void> {
  await query(`UPDATE "Installation" SET "holderId" = "keeperInstallationId"`)
  await until(isKeeperWell)
}

export async function isKeeperWell(): Promise<boolean> {
  return (await readKeeper()) === "ok"
}

/** Between being a copy and being well, the keeper may be neither for a moment. */
async function readKeeper(): Promise<string> {
  const answer = await fetch(`${readStack().baseUrl}/api/health`)
  return (await answer.json()).keeper
}
