import { ACCOUNT_KINDS, openAccountAlerts } from "@/keeper/alerts/watch/account-alerts"
import { announce } from "@/keeper/alerts/watch/announce"
import {
  CREDENTIAL_KINDS,
  type CredentialEvent,
  storeCredentialNotices,
} from "@/keeper/alerts/watch/credential-notices"
import { NEWS_KINDS, storeLinkNews } from "@/keeper/alerts/watch/link-news"
import { listUnanswered } from "@/keeper/alerts/watch/list-unanswered"
import { reconcile } from "@/keeper/alerts/watch/reconcile"
import { removeOldAlerts } from "@/keeper/alerts/watch/remove-old-alerts"
import { type Scope, widenScope } from "@/keeper/alerts/watch/scope"
import type { Keeper } from "@/keeper/keeper"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import { ROW_TRANSACTION, TRANSACTION_CLOCK } from "@/lib/db/row-transaction"

/** The events after which something may be wrong or mended. Whether it is, the rows say. */
const KINDS = [
  "grant.ended",
  "grant.shut",
  "grant.revoked",
  "grant.handed_over",
  "grant.moved",
  "grant.taken_back",
  "grant.chain_started",
  "grant.refreshed",
  "grant.refresh_recovered",
  "tenant.connected",
  "tenant.reconnected",
  "tenant.returned",
  "tenant.disconnected",
  "tenant.disconnected_in_xero",
  "tenant.authoriser_removed",
  "tenant.authoriser_preferred",
  "consent.offer_kept",
  "app.fault",
  "app.fault_ended",
  "incident.opened",
  "incident.closed",
  ...ACCOUNT_KINDS,
  ...CREDENTIAL_KINDS,
  ...NEWS_KINDS,
]
// 100,000 organisations may appear at once: their events are read by parts, and then everything is looked at instead of each.
const EVENTS_AT_ONCE = 1_000
const MOST_CONCERNED = 10_000
const TRANSACTION = { maxWait: 5_000, timeout: 60_000 }

/**
 * Reads the events since the last look, opens, raises and resolves alerts, and stores their deliveries, all in one
 * transaction that also stores the position reached. One keeper looks at a time. Events are read by id; because an
 * earlier id can be committed later, the position trails by the longest possible transaction. Reading an event twice
 * does no harm.
 */
export async function watchAlerts(keeper: Keeper): Promise<void> {
  const glance = await takeGlance(keeper)
  const { look, timings } = keeper.alerts
  const again = performance.now() - look.at > timings.lookAgain
  const news = glance.newestEventId !== look.newestEventId
  if (!(news || again || glance.sweepDue || glance.unannounced)) return
  const seen = await keeper.db.$transaction((tx) => lookOnce(keeper, tx), TRANSACTION)
  if (seen === null) return
  look.at = performance.now()
  if (news) look.newAt = look.at
  look.newestEventId = glance.newestEventId
  look.snapshot = seen.snapshot
  if (seen.stored > 0) keeper.alerts.deliveriesStored = true
}

async function takeGlance({ db }: Keeper): Promise<Glance> {
  const [glance] = await db.$queryRaw<Glance[]>`
    SELECT (SELECT max("id") FROM "AuditEvent") AS "newestEventId",
      (SELECT "sweepDueAt" <= clock_timestamp() FROM "AlertWatch") AS "sweepDue",
      EXISTS (SELECT 1 FROM "Alert" WHERE "settledAt" IS NULL
        AND ("resolvedAt" IS NOT NULL OR "toldLevel" IS DISTINCT FROM "level")) AS "unannounced"`
  if (glance === undefined) throw new Error("the database gave no answer")
  return glance
}

/** Null where another keeper is looking. */
async function lookOnce(keeper: Keeper, tx: Tx): Promise<Seen | null> {
  const [now] = await tx.$queryRaw<{ snapshot: string }[]>`
    SELECT pg_current_snapshot()::text AS "snapshot"`
  const since = keeper.alerts.look.snapshot
  // Events first: tests that empty the tables lock them in the same order.
  let events = await listEvents(tx, since, null)
  const watch = await lockWatch(tx)
  if (watch === null) return null
  const concerned = await listUnansweredConcerned(tx)
  let stored = 0
  while (events.length > 0) {
    if (concerned.length < MOST_CONCERNED) concerned.push(...events.map(concernedOf))
    await openAccountAlerts(tx, events)
    await storeCredentialNotices(keeper, tx, events)
    stored += await storeLinkNews(keeper, tx, events)
    const isLast = events.length < EVENTS_AT_ONCE
    events = isLast ? [] : await listEvents(tx, since, events.at(-1)?.id ?? null)
  }
  const isMuch = concerned.length >= MOST_CONCERNED
  await reconcile(tx, watch.sweepDue || isMuch ? null : await scopeOf(tx, concerned))
  stored += await announce(keeper, tx)
  await advanceWatch(keeper, tx, watch)
  return { snapshot: now?.snapshot ?? null, stored }
}

/** The next ones by id of those whose transaction was not over at the snapshot: the others were read then. */
async function listEvents(
  tx: Tx,
  since: string | null,
  after: bigint | null,
): Promise<SeenEvent[]> {
  return tx.$queryRaw<SeenEvent[]>`
    SELECT r."id", r."kind", r."at", r."grantId", r."tenantId", r."memberId", r."address", r."detail"
    FROM "AuditEvent" r, (${Prisma.raw(TRANSACTION_CLOCK)}) c
    WHERE r."id" > coalesce(${after}::bigint, (SELECT "seenEventId" FROM "AlertWatch")) AND r."kind" = ANY(${KINDS})
      AND (${since}::text IS NULL OR NOT pg_visible_in_snapshot(${Prisma.raw(ROW_TRANSACTION)}, ${since}::text::pg_snapshot))
    ORDER BY r."id" LIMIT ${EVENTS_AT_ONCE}`
}

function concernedOf({ grantId, tenantId }: SeenEvent): Concerned {
  return { grantId, tenantId }
}

/** These are looked up because no event marks the passing of time without an answer. */
async function listUnansweredConcerned(tx: Tx): Promise<Concerned[]> {
  const unanswered = await listUnanswered(tx, null)
  return unanswered.map((one) => ({ grantId: one.id, tenantId: null }))
}

async function lockWatch(tx: Tx): Promise<Watch | null> {
  const [watch] = await tx.$queryRaw<Watch[]>`
    SELECT "sweepDueAt" <= clock_timestamp() AS "sweepDue" FROM "AlertWatch" FOR UPDATE SKIP LOCKED`
  return watch ?? null
}

async function scopeOf(tx: Tx, events: Concerned[]): Promise<Scope> {
  const grantIds = events.flatMap((one) => (one.grantId === null ? [] : [one.grantId]))
  const tenantIds = events.flatMap((one) => (one.tenantId === null ? [] : [one.tenantId]))
  if (grantIds.length === 0 && tenantIds.length === 0) return { grantIds, tenantIds }
  return widenScope(tx, { grantIds, tenantIds })
}

async function advanceWatch(keeper: Keeper, tx: Tx, { sweepDue }: Watch): Promise<void> {
  const { lateCommit, sweep } = keeper.alerts.timings
  await tx.$executeRaw`
    UPDATE "AlertWatch" SET "seenEventId" = "markEventId", "markedAt" = clock_timestamp(),
      "markEventId" = coalesce((SELECT max("id") FROM "AuditEvent"), 0)
    WHERE "markedAt" < clock_timestamp() - ${lateCommit} * interval '1 millisecond'`
  if (!sweepDue) return
  await removeOldAlerts(tx, keeper.retentionMonths)
  const inMilliseconds = sweep * (1 - Math.random() / 10)
  await tx.$executeRaw`
    UPDATE "AlertWatch" SET "sweepDueAt" = clock_timestamp() + ${inMilliseconds} * interval '1 millisecond'`
}

type Glance = {
  newestEventId: bigint | null
  sweepDue: boolean
  unannounced: boolean
}
type Watch = { sweepDue: boolean }
/** `snapshot`: what of the events was there to be read. `stored`: how many deliveries were stored. */
type Seen = { snapshot: string | null; stored: number }
type Concerned = { grantId: string | null; tenantId: string | null }
type SeenEvent = Concerned & CredentialEvent
