import type { HandOverEntry } from "@/keeper/journal/entry"
import type { Keeper } from "@/keeper/keeper"
import { stableId } from "@/keeper/stable-id"

/**
 * Writes how hand-overs stand, of one grant or of all, where the journal does not say so yet. Where the ids of what it has are
 * `known`, they decide. What cannot be written now is written when the journal is brought up to date.
 */
export async function writeHandOvers(
  { db, journal }: Pick<Keeper, "db" | "journal">,
  { grantId = null, known = null }: { grantId?: string | null; known?: Set<string> | null },
): Promise<void> {
  if (!journal.isOn) return
  const rows = await db.$queryRaw<Standing[]>`
    SELECT * FROM (
      SELECT h."id"::text AS "id", h."tokenSetId"::text AS "tokenSetId", h."claimDigest", h."claimant"::text AS "claimant",
        h."journaledAs", g."id"::text AS "grantId", g."chain", g."leaseEpoch" AS "epoch",
        coalesce(g."endedReason"::text, 'taken_back') AS "standing"
      FROM "HandOver" h JOIN "Grant" g ON g."id" = h."grantId" AND g."currentTokenSetId" = h."tokenSetId"
      WHERE ${grantId}::uuid IS NULL OR g."id" = ${grantId}::uuid
    ) AS standings
    WHERE "standing" IN ('handed_over', 'moved', 'taken_back')
      AND (${known !== null} OR "journaledAs" IS DISTINCT FROM "standing")`
  for (const row of rows) {
    const entry = entryOf(row)
    if (known?.has(entry.id)) continue
    if (!(await journal.append(entry))) return
    await db.$executeRaw`
      UPDATE "HandOver" SET "journaledAs" = ${row.standing} WHERE "id" = ${row.id}::uuid`
  }
}

/** The id follows from what it says, so that an entry which is written again is the same one. */
function entryOf({ id, grantId, chain, epoch, ...row }: Standing): HandOverEntry {
  const { tokenSetId, claimDigest, claimant, standing } = row
  const handOver = { id, tokenSetId, claimDigest, claimant, standing }
  return { id: stableId(`${id} ${standing}`), grantId, chain, epoch, handOver }
}

type Standing = HandOverEntry["handOver"] & Pick<HandOverEntry, "grantId" | "chain" | "epoch">
