import type { Client } from "pg"
import type { HandOverEntry } from "@/keeper/journal/entry"
import { isAway } from "@/keeper/journal/newest"

/**
 * What the newest entry of a grant says of a hand-over that the back-up does not know: the grant is handed over again, and
 * can be claimed and taken back as before; or it is gone, with all that is stored of its chain; or it was taken back.
 */
export async function recoverHandOver(
  client: Client,
  { grantId, epoch, handOver }: HandOverEntry,
): Promise<void> {
  const { id, tokenSetId, claimDigest, claimant, standing } = handOver
  await client.query(
    `INSERT INTO "HandOver" ("id", "grantId", "tokenSetId", "claimDigest", "claimedAt", "claimant", "takenBackAt", "journaledAs")
     VALUES ($1, $2, $3, $4, CASE WHEN $5::uuid IS NOT NULL THEN clock_timestamp() END, $5,
       CASE WHEN $6 = 'taken_back' THEN clock_timestamp() END, $6)
     ON CONFLICT ("id") DO UPDATE SET "claimedAt" = coalesce("HandOver"."claimedAt", EXCLUDED."claimedAt"),
       "claimant" = coalesce("HandOver"."claimant", EXCLUDED."claimant"),
       "takenBackAt" = coalesce("HandOver"."takenBackAt", EXCLUDED."takenBackAt"), "journaledAs" = EXCLUDED."journaledAs"`,
    [id, grantId, tokenSetId, claimDigest, claimant, standing],
  )
  if (isAway(handOver)) return freeze(client, { grantId, epoch, tokenSetId, standing })
  await client.query(
    `UPDATE "Grant" SET "state" = 'active', "endedReason" = NULL, "endedAt" = NULL, "leaseEpoch" = greatest("leaseEpoch", $2)
     WHERE "id" = $1 AND "endedReason" = 'handed_over'`,
    [grantId, epoch],
  )
}

/** As the export and the claim do it. */
async function freeze(client: Client, { grantId, epoch, tokenSetId, standing }: Frozen) {
  await client.query(
    `UPDATE "TokenSet" SET "accessTokenSealed" = NULL,
       "refreshTokenSealed" = CASE WHEN "id" = $2 AND $3 = 'handed_over' THEN "refreshTokenSealed" END,
       "scrubbedAt" = CASE WHEN "id" = $2 AND $3 = 'handed_over' THEN NULL ELSE coalesce("scrubbedAt", clock_timestamp()) END
     WHERE "grantId" = $1`,
    [grantId, tokenSetId, standing],
  )
  await client.query(
    `UPDATE "Grant" SET "state" = 'ended', "endedReason" = $2::"GrantEndedReason", "endedAt" = coalesce("endedAt", clock_timestamp()),
       "leaseUntil" = NULL, "leaseHolder" = NULL, "leaseEpoch" = greatest("leaseEpoch", $3), "nextAttemptAt" = NULL
     WHERE "id" = $1`,
    [grantId, standing, epoch],
  )
}

type Frozen = { grantId: string; epoch: number; tokenSetId: string; standing: string }
