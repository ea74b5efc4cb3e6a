import { endAppFault } from "@/keeper/grants/app-fault"
import { closeAttempt } from "@/keeper/grants/close-attempt"
import { type LockedGrant, lockGrant } from "@/keeper/grants/lock-grant"
import type { Chain } from "@/keeper/grants/read-chain"
import type { Lease } from "@/keeper/grants/take-lease"
import { isIncidentOpen } from "@/keeper/incidents/incident"
import type { Keeper } from "@/keeper/keeper"
import type { Evidence } from "@/keeper/xero/judge"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import type { GrantEndedReason } from "@/lib/db/generated/enums"

/** One rung of the ladder was refused: marks the token set and keeps the lease for the next rung. */
export async function recordRefusal(
  keeper: Keeper,
  { lease, chain, evidence }: { lease: Lease; chain: Chain; evidence: Evidence },
): Promise<void> {
  await keeper.db.$transaction(async (tx) => {
    // Xero looked at the token, so it knows the app.
    await endAppFault(tx, chain.xeroAppId)
    const outcome = "invalid_grant"
    await closeAttempt(tx, lease, { outcome, evidence, errorCode: outcome })
    await tx.$executeRaw`
      UPDATE "TokenSet" SET "refusedAt" = clock_timestamp() WHERE "id" = ${lease.tokenSetId}::uuid`
  })
}

/**
 * Every rung was refused. The first refusal is only a question, asked again after 30, 90 and 180 s; the third strike
 * after it ends the grant, and its sealed token sets stay (docs/refresh-chain.md, "The ladder"). While Xero is in
 * trouble its refusal proves little: there is no strike, only another try.
 */
export async function strike(keeper: Keeper, lease: Lease): Promise<Struck> {
  return keeper.db.$transaction(async (tx) => {
    const grant = await lockGrant(tx, lease.grantId)
    if (grant.leaseEpoch !== lease.epoch) return { kind: "questioned" }
    const { askAgain } = keeper.timings
    if (await isIncidentOpen(tx, "xero_trouble")) {
      await askLater(tx, lease.grantId, { strikes: 0, wait: askAgain.at(-1) ?? 0 })
      return { kind: "questioned" }
    }
    const wait = askAgain[grant.strikes]
    if (wait === undefined) {
      const reason = await whyEnded(tx, lease.grantId, grant)
      await endGrant(tx, { grantId: lease.grantId, reason })
      return { kind: "ended", reason }
    }
    await askLater(tx, lease.grantId, { strikes: 1, wait })
    return { kind: "questioned" }
  })
}

/** Refused after it was taken back: the installation that it was exported for has used it (docs/refresh-chain.md). */
async function whyEnded(
  tx: Tx,
  grantId: string,
  { currentTokenSetId: tokenSetId, chainExpired }: LockedGrant,
): Promise<GrantEndedReason> {
  if (chainExpired) return "expired"
  if (tokenSetId === null) return "refused"
  const handedOver = await tx.handOver.count({ where: { grantId, tokenSetId } })
  return handedOver > 0 ? "moved" : "refused"
}

async function askLater(
  tx: Tx,
  grantId: string,
  { strikes, wait }: { strikes: number; wait: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Grant" SET "strikes" = "strikes" + ${strikes}, "leaseUntil" = NULL, "leaseHolder" = NULL,
      "lastOutcome" = 'invalid_grant', "lastOutcomeAt" = clock_timestamp(),
      "failingSince" = CASE WHEN ${strikes} > 0 THEN coalesce("failingSince", clock_timestamp()) ELSE "failingSince" END,
      "nextAttemptAt" = clock_timestamp() + ${wait} * interval '1 millisecond',
      "refreshDueAt" = clock_timestamp() + ${wait} * interval '1 millisecond'
    WHERE "id" = ${grantId}::uuid`
}

/** Ends the grant: only a new consent, or *Try again* by a member, brings the chain back. The ciphertext is kept. */
export async function endGrant(tx: Tx, { grantId, memberId, ...detail }: GrantEnd): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Grant" SET "state" = 'ended', "endedReason" = ${detail.reason}::"GrantEndedReason", "endedAt" = clock_timestamp(),
      "leaseUntil" = NULL, "leaseHolder" = NULL, "leaseEpoch" = "leaseEpoch" + 1, "nextAttemptAt" = NULL
    WHERE "id" = ${grantId}::uuid`
  const kind = END_EVENTS[detail.reason]
  await recordEvent(tx, { kind, grantId, memberId, detail })
}

/**
 * Gives an ended chain one more round when a member asks: one more refusal ends it again. A grant that was ended here stays
 * ended. False if there is nothing to reopen.
 */
export async function reopenGrant(keeper: Keeper, grantId: string): Promise<boolean> {
  const reopened = await keeper.db.grant.updateMany({
    where: { id: grantId, state: "ended", endedReason: { in: ["refused", "expired"] } },
    data: {
      state: "active",
      endedReason: null,
      endedAt: null,
      nextAttemptAt: null,
      strikes: keeper.timings.askAgain.length,
    },
  })
  return reopened.count > 0
}

const END_EVENTS = {
  revoked: "grant.revoked",
  expired: "grant.ended",
  refused: "grant.ended",
  handed_over: "grant.handed_over",
  moved: "grant.moved",
} as const

/** `toldXero`: whether Xero carried out the revocation. */
type GrantEnd = {
  grantId: string
  reason: GrantEndedReason
  memberId?: string | null
  toldXero?: boolean
  /** By name: what went along. */
  organisations?: string[]
}
export type Struck = { kind: "questioned" } | { kind: "ended"; reason: GrantEndedReason }
