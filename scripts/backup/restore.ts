import type { Client } from "pg"
import { createMemory } from "@/keeper/guard/memory"
import type { NewestEntries } from "@/keeper/journal/newest"
import { type Recovered, recoverFromJournal } from "@/keeper/journal/recover"
import type { Vault } from "@/keeper/vault/vault"
import { createLog } from "@/lib/log"
import type { Header } from "./backup-format"
import { loadBackup } from "./load-backup"

/** Later entries of the journal are newer than anything that the lost database wrote. */
const EPOCHS_APART = 1_000_000

/**
 * Replaces the database by the back-up and what the journal adds, in one transaction: whoever cuts it off finds the old one.
 * This installation becomes the holder, because its operator says so. Each sign-in is in doubt until Xero has answered for
 * it, and is asked at once.
 */
export async function restore(client: Client, plan: RestorePlan): Promise<Recovered> {
  const before = await readAges(client, plan)
  await client.query("BEGIN")
  await loadBackup(client, plan)
  const recovered = await recoverFromJournal(client, plan.vault, plan.newest)
  await hold(client, plan, before)
  await client.query(`UPDATE "Grant" SET "leaseEpoch" = "leaseEpoch" + ${EPOCHS_APART}`)
  const { rowCount: chains } = await client.query(IN_DOUBT)
  const { takenAt } = plan.header
  const detail = { takenAt, chains, newer: recovered.newer, begun: recovered.begun }
  await client.query(
    `INSERT INTO "AuditEvent" ("kind", "detail") VALUES ('installation.restored', $1)`,
    [JSON.stringify(detail)],
  )
  await client.query("COMMIT")
  return recovered
}

async function hold(client: Client, { installationId }: RestorePlan, ages: Ages): Promise<void> {
  await client.query(
    `UPDATE "Installation" SET "holderId" = $1, "keeperInstallationId" = $1, "copySign" = NULL, "heldDatabase" = NULL,
       "renewedAt" = clock_timestamp(), "takeOvers" = greatest("takeOvers", $2) + 1, "generation" = greatest("generation", $3) + 1`,
    [installationId, ages.takeOvers, ages.generation],
  )
}

/** How far the database that is replaced, and what this installation remembers of it, had come. */
async function readAges(client: Client, { dataDir, header }: RestorePlan): Promise<Ages> {
  const { newest } = await createMemory(dataDir, createLog("keeper")).recall(header.installation)
  const { rows } = await client.query<{ known: boolean }>(
    `SELECT to_regclass('"Installation"') IS NOT NULL AS "known"`,
  )
  const found = rows[0]?.known ? await client.query<Ages>(AGES, [header.installation]) : null
  const ages = [newest, found?.rows[0]].filter((one) => one != null)
  return {
    takeOvers: Math.max(0, ...ages.map((one) => one.takeOvers)),
    generation: Math.max(0, ...ages.map((one) => one.generation)),
  }
}

const AGES = `SELECT "takeOvers", "generation" FROM "Installation" WHERE "id" = $1`

const IN_DOUBT = `
  UPDATE "Grant" SET "doubtfulSince" = coalesce("doubtfulSince", clock_timestamp()), "doubtfulSign" = 'restored',
    "refreshDueAt" = least("refreshDueAt", clock_timestamp()), "leaseUntil" = NULL, "leaseHolder" = NULL
  WHERE "state" = 'active'`

type Ages = { takeOvers: number; generation: number }
export type RestorePlan = {
  path: string
  header: Header
  schema: string
  vault: Vault
  newest: NewestEntries
  installationId: string
  dataDir: string
}
