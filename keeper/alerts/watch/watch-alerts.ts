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
  look.eventIds = seen.eventIds
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
  // Events first: tests that empty the tables lock them in the same order.
  const events = await listEvents(tx)
  const watch = await lockWatch(tx)
  if (watch === null) return null
  const { look } = keeper.alerts
  const fresh = events.filter((event) => !look.eventIds.has(event.id))
  if (watch.sweepDue) await reconcile(tx, null)
  else await reconcile(tx, await scopeOf(tx, [...fresh, ...(await listUnansweredConcerned(tx))]))
  await openAccountAlerts(tx, fresh)
  await storeCredentialNotices(keeper, tx, fresh)
  const news = await storeLinkNews(keeper, tx, fresh)
  const stored = news + (await announce(keeper, tx))
  await advanceWatch(keeper, tx, watch)
  return { eventIds: new Set(events.map((event) => event.id)), stored }
}

async function listEvents(tx: Tx): Promise<SeenEvent[]> {
  return tx.$queryRaw<SeenEvent[]>`
    SELECT e."id", e."kind", e."at", e."grantId", e."tenantId", e."memberId", e."address",
      e."detail" FROM "AuditEvent" e
    WHERE e."id" > (SELECT "seenEventId" FROM "AlertWatch") AND e."kind" = ANY(${KINDS})
    ORDER BY e."id"`
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
/** `eventIds`: the events read, to be skipped next time. `stored`: how many deliveries were stored. */
type Seen = { eventIds: Set<bigint>; stored: number }
type Concerned = { grantId: string | null; tenantId: string | null }
type SeenEvent = Concerned & CredentialEvent
