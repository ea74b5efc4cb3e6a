import { endAppFault } from "@/keeper/grants/app-fault"
import { closeAttempt } from "@/keeper/grants/close-attempt"
import { dueAfterSuccess } from "@/keeper/grants/due"
import { isEndedHere } from "@/keeper/grants/ended-reason"
import { type LockedGrant, lockGrant } from "@/keeper/grants/lock-grant"
import type { Chain } from "@/keeper/grants/read-chain"
import { type SealedTokenSet, sealTokenSet } from "@/keeper/grants/seal-token-set"
import type { Lease } from "@/keeper/grants/take-lease"
import { untilCommitted } from "@/keeper/grants/until-committed"
import type { Keeper } from "@/keeper/keeper"
import type { Evidence, ReceivedTokenSet } from "@/keeper/xero/judge"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"

/**
 * Writes an answer to the journal, and stores it even if the lease is lost, once per attempt, for as long as it takes
 * (docs/refresh-chain.md, rule 4). The pointer moves only from where it was when the request was decided. Otherwise the token set is kept beside the
 * current one, and confirming refreshes find out which of them Xero still accepts (R6).
 */
export async function saveAnswer(
  keeper: Keeper,
  answer: RefreshAnswer,
): Promise<{ pointed: boolean }> {
  const row = await sealTokenSet(keeper, answer.tokenSet, answer.presentedRefreshToken)
  const journaled = await journalAnswer(keeper, answer, row)
  return untilCommitted(keeper, answer.lease.attemptId, () =>
    keeper.db.$transaction(async (tx) => {
      const grant = await lockGrant(tx, answer.lease.grantId)
      const saved = await tx.tokenSet.findUnique({
        where: { attemptId: answer.lease.attemptId },
        select: { id: true },
      })
      if (saved !== null) return { pointed: grant.currentTokenSetId === saved.id }
      await insertTokenSet(tx, { ...row, ...answer, journaled, rotation: grant.rotation + 1 })
      const presentations = await confirmParent(tx, answer.lease)
      const outcome = answer.tokenSet.refreshToken === null ? "protocol" : "ok"
      await closeAttempt(tx, answer.lease, { outcome, evidence: answer.evidence })
      await endAppFault(tx, grant.xeroAppId)
      return settleGrant(keeper, tx, { grant, answer, presentations, tokenSetId: row.id })
    }),
  )
}

async function journalAnswer(
  { journal }: Keeper,
  { lease, chain, tokenSet, presentedRefreshToken, answeredAt }: RefreshAnswer,
  { id }: SealedTokenSet,
): Promise<boolean> {
  const { xeroAppId, xeroUserId, xeroUserName, xeroUserEmail } = chain
  const receivedAt = new Date(lease.takenAt.getTime() + answeredAt - lease.heldSince)
  return journal.append({
    tokenSetId: id,
    parentId: lease.tokenSetId,
    grantId: lease.grantId,
    chain: lease.chain,
    epoch: lease.epoch,
    receivedAt: receivedAt.toISOString(),
    refreshToken: tokenSet.refreshToken ?? presentedRefreshToken,
    ...{ xeroAppId, xeroUserId, xeroUserName, xeroUserEmail },
    scopes: tokenSet.scopes ?? chain.scopes,
  })
}

/** Times are the database's clock minus the time since the answer arrived, however late the commit. */
async function insertTokenSet(
  tx: Tx,
  row: SealedTokenSet & RefreshAnswer & { rotation: number; journaled: boolean },
): Promise<void> {
  const { lease, tokenSet } = row
  const sinceAnswer = performance.now() - row.answeredAt
  await tx.$executeRaw`
    INSERT INTO "TokenSet" ("id", "grantId", "chain", "rotation", "parentId", "attemptId", "accessTokenSealed",
      "refreshTokenSealed", "fingerprint", "receivedAt", "accessTokenExpiresAt", "journaledAt")
    SELECT ${row.id}::uuid, ${lease.grantId}::uuid, ${lease.chain}, ${row.rotation}, ${lease.tokenSetId}::uuid,
      ${lease.attemptId}::uuid, ${row.accessTokenSealed}, ${row.refreshTokenSealed}, ${row.fingerprint},
      received."at", received."at" + ${tokenSet.expiresInSeconds} * interval '1 second',
      CASE WHEN ${row.journaled} THEN clock_timestamp() END
    FROM (SELECT clock_timestamp() - ${sinceAnswer} * interval '1 millisecond' AS "at") received`
}

/**
 * Marks the presented token set as accepted by Xero. Returns how often it was presented so far, by others too since
 * this lease.
 */
async function confirmParent(tx: Tx, { tokenSetId }: Lease): Promise<number> {
  const [parent] = await tx.$queryRaw<{ presentations: number }[]>`
    UPDATE "TokenSet" SET "confirmedAt" = coalesce("confirmedAt", clock_timestamp()), "refusedAt" = NULL
    WHERE "id" = ${tokenSetId}::uuid
    RETURNING "presentations"`
  if (parent === undefined) throw new Error(`no token set ${tokenSetId}`)
  return parent.presentations
}

async function settleGrant(
  keeper: Keeper,
  tx: Tx,
  { grant, answer, presentations, tokenSetId }: Settlement,
): Promise<{ pointed: boolean }> {
  const { lease, tokenSet } = answer
  const data = { rotation: grant.rotation + 1, ...leaseFreed(grant, lease) }
  if (grant.chain !== lease.chain || isEndedHere(grant.endedReason)) {
    await tx.grant.update({ where: { id: lease.grantId }, data, select: { id: true } })
    return { pointed: false }
  }
  const pointed = grant.currentTokenSetId === lease.pointerId
  const ambiguous = !pointed || presentations !== 1 || lease.purpose === "ladder"
  const confirmed = lease.purpose === "confirm" ? 1 : 0
  const confirmationsDue = ambiguous
    ? keeper.timings.confirmAfter.length
    : Math.max(0, grant.confirmationsDue - confirmed)
  await tx.grant.update({
    where: { id: lease.grantId },
    data: { ...data, confirmationsDue, ...(pointed ? { currentTokenSetId: tokenSetId } : {}) },
    select: { id: true },
  })
  await markAlive(tx, { lease, tokenSet, chainLife: keeper.timings.chainLife })
  await dueAfterSuccess(keeper, tx, lease.grantId)
  if (grant.failingSince !== null) {
    await recordEvent(tx, { kind: "grant.refresh_recovered", grantId: lease.grantId })
  }
  return { pointed }
}

/** A success clears failures, strikes and even the grant's end: Xero has just accepted one of its refresh tokens. */
async function markAlive(
  tx: Tx,
  { lease, tokenSet, chainLife }: Pick<RefreshAnswer, "lease" | "tokenSet"> & { chainLife: number },
): Promise<void> {
  const rotated = tokenSet.refreshToken !== null
  await tx.$executeRaw`
    UPDATE "Grant" SET "state" = 'active', "endedReason" = NULL, "endedAt" = NULL, "strikes" = 0, "failures" = 0,
      "failingSince" = NULL, "doubtfulSince" = NULL, "nextAttemptAt" = NULL, "lastOutcome" = 'ok', "lastOutcomeAt" = clock_timestamp(),
      "lastRefreshedAt" = CASE WHEN ${rotated} THEN clock_timestamp() ELSE "lastRefreshedAt" END,
      "refreshTokenExpiresAt" = CASE WHEN ${rotated}
        THEN clock_timestamp() + ${chainLife} * interval '1 millisecond' ELSE "refreshTokenExpiresAt" END
    WHERE "id" = ${lease.grantId}::uuid`
  if (tokenSet.scopes === null) return
  await tx.grant.updateMany({ where: { id: lease.grantId }, data: { scopes: tokenSet.scopes } })
}

function leaseFreed(grant: LockedGrant, lease: Lease): { leaseUntil?: null; leaseHolder?: null } {
  return grant.leaseEpoch === lease.epoch ? { leaseUntil: null, leaseHolder: null } : {}
}

type Settlement = {
  grant: LockedGrant
  answer: RefreshAnswer
  presentations: number
  tokenSetId: string
}
export type RefreshAnswer = {
  lease: Lease
  /** As it was when the request was decided. */
  chain: Chain
  tokenSet: ReceivedTokenSet
  presentedRefreshToken: string
  evidence: Evidence
  /** `performance.now()` when the answer arrived. */
  answeredAt: number
}
