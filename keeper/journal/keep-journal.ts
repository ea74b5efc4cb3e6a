import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import { settleOwnIncident } from "@/keeper/incidents/own-incident"
import type { JournalEntry } from "@/keeper/journal/entry"
import type { JournalLag } from "@/keeper/journal/journal"
import { writeHandOvers } from "@/keeper/journal/write-hand-overs"
import type { Keeper } from "@/keeper/keeper"
import { tryOpen } from "@/keeper/vault/vault"
import type { Db } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

const BATCH = 200

/**
 * Brings the journal up to date: what could not be written, what was there before the journal was, and now and then whatever
 * it turns out to lack. Then says how far it is behind, and opens or closes the incident.
 */
export async function keepJournal(keeper: Keeper): Promise<void> {
  const { db, journal } = keeper
  if (!journal.isOn) return settleOwnIncident(keeper, "journal_failing", null)
  await journal.tidy()
  const known = await journal.readIdsIfDue()
  await writeMissing(keeper, known)
  await writeHandOvers(keeper, { known })
  journal.noteLag(await readLag(db))
  const trouble = journal.trouble()
  await settleOwnIncident(keeper, "journal_failing", trouble && { code: trouble.code })
}

const CURRENT = Prisma.sql`
  FROM "TokenSet" t JOIN "Grant" g ON g."currentTokenSetId" = t."id"
  WHERE t."refreshTokenSealed" IS NOT NULL AND (g."endedReason" IS NULL OR g."endedReason" IN ('refused', 'expired'))`
const UNWRITTEN = Prisma.sql`AND t."journaledAt" IS NULL`

/** Current token sets that are in the database alone. Where the ids of what the journal has are `known`, they decide. */
async function writeMissing(keeper: Keeper, known: Set<string> | null): Promise<void> {
  let after = "00000000-0000-0000-0000-000000000000"
  while (!keeper.draining) {
    const rows = await keeper.db.$queryRaw<MissingSet[]>`
      SELECT t."id" AS "tokenSetId", t."parentId", t."grantId", t."chain", t."receivedAt", t."refreshTokenSealed",
        coalesce((SELECT a."epoch" FROM "RefreshAttempt" a WHERE a."id" = t."attemptId"), 0) AS "epoch",
        g."xeroAppId", g."xeroUserId", g."xeroUserName", g."xeroUserEmail", g."scopes"
      ${CURRENT} ${known === null ? UNWRITTEN : Prisma.empty} AND t."id" > ${after}::uuid
      ORDER BY t."id" LIMIT ${BATCH}`
    const missing = rows.filter((row) => !known?.has(row.tokenSetId))
    const written = await Promise.all(missing.map((row) => writeOne(keeper, row)))
    await noteWritten(keeper.db, missing, written)
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH || keeper.journal.trouble() !== null) return
    after = last.tokenSetId
  }
}

async function noteWritten(db: Db, missing: MissingSet[], written: boolean[]): Promise<void> {
  const ids = missing.map((row) => row.tokenSetId)
  await db.$executeRaw`
    UPDATE "TokenSet" t SET "journaledAt" = CASE WHEN tried."isWritten" THEN clock_timestamp() END
    FROM unnest(${ids}::uuid[], ${written}::boolean[]) AS tried("id", "isWritten") WHERE t."id" = tried."id"`
}

async function writeOne(
  { vault, journal }: Keeper,
  { refreshTokenSealed, receivedAt, ...row }: MissingSet,
): Promise<boolean> {
  const opened = await tryOpen(vault, refreshTokenSealed, refreshTokenPlace(row.tokenSetId))
  if (opened.kind === "shut") return false
  const refreshToken = opened.value
  return journal.append({ ...row, receivedAt: receivedAt.toISOString(), refreshToken })
}

async function readLag(db: Db): Promise<JournalLag> {
  const [lag] = await db.$queryRaw<JournalLag[]>`
    SELECT count(*)::int AS "chains",
      coalesce(floor(extract(epoch FROM clock_timestamp() - min(t."receivedAt"))), 0)::int AS "oldestInSeconds"
    ${CURRENT} ${UNWRITTEN}`
  if (lag === undefined) throw new Error("a count gave no row")
  return lag
}

type MissingSet = Omit<JournalEntry, "receivedAt" | "refreshToken"> & {
  receivedAt: Date
  refreshTokenSealed: string
}
