import { timingSafeEqual } from "node:crypto"
import type { IncomingMessage } from "node:http"
import { z } from "zod"
import { digestOf } from "@/keeper/hand-overs/hand-over-grant"
import { writeHandOvers } from "@/keeper/journal/write-hand-overs"
import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"

/** What another installation asks before it presents what it was handed: whether the grant is still available. */
export const claim = z.strictObject({
  id: z.guid(),
  secret: z.string().min(1).max(200),
  claimant: z.guid(),
})

/**
 * Gives a grant that was handed over to whoever claims it first, for good; asked again by the same claimant, it says the same.
 * The row decides between a claim and a take-back, so that never both installations hold a living chain. Null: it knows no
 * such hand-over, or the secret is another.
 */
export async function claimHandOver(
  { db, journal }: Pick<Keeper, "db" | "journal">,
  { id, secret, claimant }: z.output<typeof claim>,
): Promise<ClaimAnswer | null> {
  const known = await db.handOver.findUnique({
    where: { id },
    select: { grantId: true, claimDigest: true },
  })
  const digest = Buffer.from(digestOf(secret))
  if (known === null || !timingSafeEqual(Buffer.from(known.claimDigest), digest)) return null
  const { grantId } = known
  const answer = await db.$transaction(async (tx): Promise<ClaimAnswer> => {
    // In the order of a take-back: the grant first.
    const [grant] = await tx.$queryRaw<FrozenGrant[]>`
      SELECT "endedReason"::text AS "endedReason", "currentTokenSetId"::text AS "currentTokenSetId"
      FROM "Grant" WHERE "id" = ${grantId}::uuid FOR UPDATE`
    const row = await tx.handOver.findUniqueOrThrow({
      where: { id },
      select: { tokenSetId: true, claimant: true, takenBackAt: true },
    })
    if (row.claimant !== null) return row.claimant === claimant ? "claimed" : "claimed_before"
    const isFrozen =
      grant?.endedReason === "handed_over" && grant.currentTokenSetId === row.tokenSetId
    if (row.takenBackAt !== null || !isFrozen) return "taken_back"
    await letGo(tx, { id, grantId, claimant })
    return "claimed"
  })
  await writeHandOvers({ db, journal }, { grantId })
  return answer
}

/** Nothing of the chain is kept here. */
async function letGo(tx: Tx, { id, grantId, claimant }: Claimed): Promise<void> {
  await tx.$executeRaw`
    UPDATE "HandOver" SET "claimedAt" = clock_timestamp(), "claimant" = ${claimant}::uuid WHERE "id" = ${id}::uuid`
  await tx.$executeRaw`
    UPDATE "TokenSet" SET "refreshTokenSealed" = NULL, "scrubbedAt" = coalesce("scrubbedAt", clock_timestamp())
    WHERE "grantId" = ${grantId}::uuid`
  await tx.$executeRaw`
    UPDATE "Grant" SET "endedReason" = 'moved', "leaseEpoch" = "leaseEpoch" + 1
    WHERE "id" = ${grantId}::uuid`
  await recordEvent(tx, { kind: "grant.moved", grantId })
}

type FrozenGrant = { endedReason: string | null; currentTokenSetId: string | null }
type Claimed = { id: string; grantId: string; claimant: string }
export type ClaimAnswer = "claimed" | "claimed_before" | "taken_back"
export type ClaimCall = { request: IncomingMessage; body: string | null }
