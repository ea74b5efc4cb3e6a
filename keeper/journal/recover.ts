import type { Client } from "pg"
import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import { byNewest, type HandOverEntry, type JournalEntry, openLine } from "@/keeper/journal/entry"
import { isAway, type NewestEntries } from "@/keeper/journal/newest"
import { recoverHandOver } from "@/keeper/journal/recover-hand-over"
import type { Vault } from "@/keeper/vault/vault"
import type { Grant } from "@/lib/db/generated/client"
import { fingerprintOf } from "@/lib/fingerprint"

/**
 * Adds to a restored database what the journal knows and it does not, in the transaction that the caller began: the token
 * sets that came later, with the newest as the current one, and grants that began later. Nothing that was surely superseded
 * may be presented again: outside Xero's grace that could end the chain. Neither may what was handed over to another
 * installation.
 */
export async function recoverFromJournal(
  client: Client,
  vault: Vault,
  newest: NewestEntries,
): Promise<Recovered> {
  const recovered: Recovered = { known: 0, newer: 0, begun: 0, shut: 0, otherApp: 0, elsewhere: 0 }
  for (const lines of newest.values()) {
    const opened = await Promise.all(lines.map((line) => openLine(vault, line)))
    const entries = opened.flatMap((one) => (one.kind === "open" ? [one.entry] : []))
    const [first] = opened.filter((one) => one.kind !== "shut")
    if (first === undefined) {
      recovered.shut += 1
      continue
    }
    const chain = await recoverGrant(client, vault, entries)
    const isElsewhere = first.kind === "hand_over" && (await applyHandOver(client, first.entry))
    recovered[isElsewhere ? "elsewhere" : chain] += 1
  }
  return recovered
}

/** True if the grant is elsewhere by what the journal says. The back-up may know of the hand-over, and of more since. */
async function applyHandOver(client: Client, entry: HandOverEntry): Promise<boolean> {
  const { rows } = await client.query<{ chain: number; epoch: number }>(
    `SELECT "chain", "leaseEpoch" AS "epoch" FROM "Grant" WHERE "id" = $1`,
    [entry.grantId],
  )
  const [known] = rows
  if (known === undefined || byNewest(entry, known) >= 0) return false
  await recoverHandOver(client, entry)
  return isAway(entry.handOver)
}

async function recoverGrant(
  client: Client,
  vault: Vault,
  entries: JournalEntry[],
): Promise<keyof Recovered> {
  const [newest] = entries
  if (newest === undefined) return "known"
  const known = await findGrant(client, newest)
  if (known === null && !(await hasApp(client, newest))) return "otherApp"
  const grant = known ?? (await beginGrant(client, newest))
  // The attempt that says when it came may have been removed since.
  const current = entries.find((one) => one.tokenSetId === grant.currentTokenSetId) ?? grant
  const later = entries.filter((one) => byNewest(one, current) < 0)
  if (later.length === 0) return "known"
  await settleEarlier(client, grant.id, later)
  for (const [index, entry] of later.reverse().entries()) {
    await insertTokenSet(client, vault, { entry, grant, rotation: grant.rotation + index + 1 })
  }
  await pointAt(client, grant, { entry: newest, added: later.length })
  return known === null ? "begun" : "newer"
}

async function findGrant(client: Client, entry: JournalEntry): Promise<Known | null> {
  const { rows } = await client.query<Known>(
    `SELECT g."id", g."chain", g."rotation", g."currentTokenSetId",
       coalesce((SELECT a."epoch" FROM "RefreshAttempt" a JOIN "TokenSet" t ON t."attemptId" = a."id"
         WHERE t."id" = g."currentTokenSetId"), 0) AS "epoch"
     FROM "Grant" g WHERE g."id" = $1 OR (g."xeroAppId" = $2 AND g."xeroUserId" = $3)`,
    [entry.grantId, entry.xeroAppId, entry.xeroUserId],
  )
  return rows[0] ?? null
}

async function hasApp(client: Client, { xeroAppId }: JournalEntry): Promise<boolean> {
  const { rows } = await client.query(`SELECT FROM "XeroApp" WHERE "id" = $1`, [xeroAppId])
  return rows.length > 0
}

/** A sign-in that the back-up does not know yet. Its next check at Xero lists its organisations. */
async function beginGrant(client: Client, entry: JournalEntry): Promise<Known> {
  await client.query(
    `INSERT INTO "Grant" ("id", "xeroAppId", "xeroUserId", "xeroUserName", "xeroUserEmail", "scopes", "chain",
       "consentedAt", "refreshTokenExpiresAt")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz, $8::timestamptz + interval '60 days')`,
    [
      ...[entry.grantId, entry.xeroAppId, entry.xeroUserId, entry.xeroUserName],
      ...[entry.xeroUserEmail, entry.scopes, entry.chain, entry.receivedAt],
    ],
  )
  const { grantId: id, chain } = entry
  return { id, chain, rotation: 0, epoch: -1, currentTokenSetId: null }
}

/**
 * What the database holds was presented since. If it is the parent of a later token set, that was when the answer came. A
 * sibling of a later one may live. Anything else is superseded for longer than anyone knows, and its secrets go.
 */
async function settleEarlier(
  client: Client,
  grantId: string,
  later: JournalEntry[],
): Promise<void> {
  for (const { parentId, receivedAt } of later) {
    await client.query(
      `UPDATE "TokenSet" SET "firstPresentedAt" = coalesce("firstPresentedAt", $2), "presentations" = greatest("presentations", 1),
         "confirmedAt" = coalesce("confirmedAt", $2), "refusedAt" = NULL
       WHERE "id" = $1`,
      [parentId, receivedAt],
    )
  }
  const parents = later.flatMap((one) => one.parentId ?? [])
  await client.query(
    `UPDATE "TokenSet" SET "accessTokenSealed" = NULL, "refreshTokenSealed" = NULL, "scrubbedAt" = clock_timestamp()
     WHERE "grantId" = $1 AND "scrubbedAt" IS NULL AND NOT "id" = ANY($2::uuid[])
       AND NOT coalesce("parentId" = ANY($2::uuid[]), false)`,
    [grantId, parents],
  )
}

async function insertTokenSet(
  client: Client,
  vault: Vault,
  { entry, grant, rotation }: { entry: JournalEntry; grant: Known; rotation: number },
): Promise<void> {
  const { tokenSetId, refreshToken } = entry
  await client.query(
    `INSERT INTO "TokenSet" ("id", "grantId", "chain", "rotation", "parentId", "refreshTokenSealed", "fingerprint", "receivedAt",
       "accessTokenExpiresAt", "journaledAt")
     VALUES ($1, $2, $3, $4, (SELECT "id" FROM "TokenSet" WHERE "id" = $5), $6, $7, $8, $8, clock_timestamp())
     ON CONFLICT ("id") DO NOTHING`,
    [
      ...[tokenSetId, grant.id, entry.chain, rotation, entry.parentId],
      await vault.seal(refreshToken, refreshTokenPlace(tokenSetId)),
      fingerprintOf(refreshToken),
      entry.receivedAt,
    ],
  )
  await client.query(
    `UPDATE "TokenSet" SET "firstPresentedAt" = coalesce("firstPresentedAt", $2), "presentations" = greatest("presentations", 1),
       "confirmedAt" = coalesce("confirmedAt", $2)
     WHERE "id" = $1`,
    [entry.parentId, entry.receivedAt],
  )
}

/** Several that came later may be siblings: confirming refreshes find out which one lives. */
async function pointAt(client: Client, grant: Known, { entry, added }: Pointing): Promise<void> {
  await client.query(
    `UPDATE "Grant" SET "currentTokenSetId" = $2, "chain" = $3, "rotation" = "rotation" + $4, "leaseEpoch" = greatest("leaseEpoch", $5),
       "state" = 'active', "endedReason" = NULL, "endedAt" = NULL, "strikes" = 0, "failures" = 0, "failingSince" = NULL,
       "nextAttemptAt" = NULL, "leaseUntil" = NULL, "leaseHolder" = NULL, "scopes" = $6, "xeroUserName" = $7, "xeroUserEmail" = $8,
       "lastRefreshedAt" = greatest("lastRefreshedAt", $9::timestamptz),
       "refreshTokenExpiresAt" = greatest("refreshTokenExpiresAt", $9::timestamptz + interval '60 days'),
       "checkDueAt" = CASE WHEN "chain" = $3 THEN "checkDueAt" ELSE clock_timestamp() END
     WHERE "id" = $1`,
    [
      ...[grant.id, entry.tokenSetId, entry.chain, added, entry.epoch, entry.scopes],
      ...[entry.xeroUserName, entry.xeroUserEmail, entry.receivedAt],
    ],
  )
}

type Known = Pick<Grant, "id" | "chain" | "rotation" | "currentTokenSetId"> & { epoch: number }
type Pointing = { entry: JournalEntry; added: number }
/**
 * In chains: with nothing newer, with a newer token set, not in the back-up at all, not opened by any key, of an app that is
 * not there, handed over to another installation.
 */
export type Recovered = Record<
  "known" | "newer" | "begun" | "shut" | "otherApp" | "elsewhere",
  number
>
