import { closeIncident, isIncidentOpen, openIncident } from "@/keeper/incidents/incident"
import { surveyRefreshes } from "@/keeper/incidents/survey-refreshes"
import type { Keeper } from "@/keeper/keeper"
import type { Tx } from "@/lib/db/create-db"

const SHARE_TO_OPEN = 0.3
const GRANTS_TO_OPEN = 3
const SHARE_TO_CLOSE = 0.1

/**
 * Called when a refresh got no usable answer, in its transaction: true while that is Xero's trouble and not the grant's
 * own. An incident begins once this happens to at least 3 grants and at least 30 % of those refreshed within 5 minutes.
 */
export async function isXeroTrouble(keeper: Keeper, tx: Tx): Promise<boolean> {
  if (await isIncidentOpen(tx, "xero_trouble")) return true
  const { asked, failing, mostly } = await surveyRefreshes(keeper, tx)
  if (failing < GRANTS_TO_OPEN || failing < asked * SHARE_TO_OPEN) return false
  await openIncident(tx, { kind: "xero_trouble", detail: { failing, asked, mostly } })
  return true
}

/**
 * Ends the incident once Xero answers again: fewer than 10 % of the grants (or a single one) still fail and some were
 * answered, or the last ten were, or no grant fails any more (their consents were renewed, revoked or removed).
 */
export async function settleXeroTrouble(keeper: Keeper): Promise<void> {
  if (!(await isIncidentOpen(keeper.db, "xero_trouble"))) return
  const closed = await keeper.db.$transaction(
    async (tx) => (await isOver(keeper, tx)) && closeIncident(tx, "xero_trouble"),
  )
  if (closed) await wakeUnsent(keeper)
}

async function isOver(keeper: Keeper, tx: Tx): Promise<boolean> {
  const { asked, failing, answeredSince, streak } = await surveyRefreshes(keeper, tx)
  const few = failing <= 1 || failing < asked * SHARE_TO_CLOSE
  if (streak || (answeredSince > 0 && few)) return true
  const stillFailing = await tx.grant.findFirst({
    where: { state: "active", failures: { gt: 0 }, xeroApp: { usable: true } },
    select: { id: true },
  })
  return stillFailing === null
}

/**
 * Refreshes that were not sent wait long during an incident. Now they become due, spread over some time so that they do
 * not all come at once.
 */
async function wakeUnsent(keeper: Keeper): Promise<void> {
  const spread = keeper.timings.notSentBackOff.longest / 10
  await keeper.db.$executeRaw`
    UPDATE "Grant" g SET "nextAttemptAt" = soon."at", "refreshDueAt" = soon."at"
    FROM (
      SELECT "id", clock_timestamp() + random() * ${spread} * interval '1 millisecond' AS "at" FROM "Grant"
      WHERE "state" = 'active' AND "lastOutcome" = 'not_sent' AND "failures" > 0
    ) soon
    WHERE g."id" = soon."id" AND g."nextAttemptAt" > soon."at"
      AND (g."leaseUntil" IS NULL OR g."leaseUntil" < clock_timestamp())`
}
