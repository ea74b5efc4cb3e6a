import type { Client } from "pg"
import { createMemory } from "@/keeper/guard/memory"
import { settleCopy } from "@/keeper/guard/settle-copy"
import type { NewestEntries } from "@/keeper/journal/newest"
import { type Recovered, recoverFromJournal } from "@/keeper/journal/recover"
import type { Vault } from "@/keeper/vault/vault"
import { recordEvent } from "@/lib/audit/record-event"
import type { Db } from "@/lib/db/create-db"
import { withinClient } from "@/lib/db/within-client"
import { createLog } from "@/lib/log"
import type { Header } from "./backup-format"
import { loadBackup } from "./load-backup"

/**
 * Replaces the database by the back-up and what the journal adds, in one transaction: whoever cuts it off finds the old one.
 * This installation becomes the holder, because its operator says so. Everybody has to sign in again.
 */
export async function restore(client: Client, plan: RestorePlan): Promise<Recovered> {
  const before = await readAges(client, plan)
  await client.query("BEGIN")
  await loadBackup(client, plan)
  const recovered = await recoverFromJournal(client, plan.vault, plan.newest)
  await hold(client, plan, before)
  await withinClient(client, plan.url, (db) => settle(db, plan, recovered))
  await client.query("COMMIT")
  return recovered
}

async function settle(db: Db, { header }: RestorePlan, recovered: Recovered): Promise<void> {
  const { chains } = await settleCopy(db, "restored")
  const { newer, begun } = recovered
  const detail = { takenAt: header.takenAt, chains, newer, begun }
  await recordEvent(db, { kind: "installation.restored", detail })
  await endEntrances(db)
}

/** What was ended or used since is open again in the back-up. Links for people outside stay: a consent harms no one. */
async function endEntrances(db: Db): Promise<void> {
  await db.$executeRaw`UPDATE "Session" SET "endedAt" = clock_timestamp() WHERE "endedAt" IS NULL`
  await db.$executeRaw`
    UPDATE "Invitation" SET "withdrawnAt" = clock_timestamp() WHERE "acceptedAt" IS NULL AND "withdrawnAt" IS NULL`
  await db.$executeRaw`DELETE FROM "EmailChange"`
  await db.$executeRaw`DELETE FROM "SecondStep"`
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

type Ages = { takeOvers: number; generation: number }
export type RestorePlan = {
  path: string
  url: string
  header: Header
  schema: string
  vault: Vault
  newest: NewestEntries
  installationId: string
  dataDir: string
}
