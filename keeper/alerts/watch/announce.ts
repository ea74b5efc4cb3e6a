import { randomUUID } from "node:crypto"
import { type AlertToAnnounce, writeMessage } from "@/keeper/alerts/deliver/write-message"
import { QUIETING } from "@/keeper/incidents/incident"
import type { Keeper } from "@/keeper/keeper"
import { alertDetail, NEWS, RESOLUTIONS } from "@/lib/alerts/alert-detail"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

/**
 * Stores one delivery per channel for every alert that has news, in the transaction that found it, and returns how
 * many. While an incident is open only the incident is announced; afterwards, whatever is still true. A problem that
 * came and went unannounced is never announced, and an end goes to the channels that got the beginning.
 */
export async function announce(keeper: Keeper, tx: Tx): Promise<number> {
  const unsettled = await listUnsettled(tx)
  if (unsettled.length === 0) return 0
  const hold = await findHold(keeper, tx)
  const due = unsettled.filter((alert) => !isHeld(alert, hold))
  const channels = await listChannelIds(tx)
  let stored = 0
  for (const alert of due) {
    const phase = phaseOf(alert)
    if (phase !== null) {
      const to = phase === "resolved" ? await listAnnouncedTo(tx, alert.id, channels) : channels
      stored += await storeDeliveries(keeper, tx, { alert: { ...alert, phase }, channelIds: to })
    }
    await markAnnounced(tx, alert)
  }
  return stored
}

async function storeDeliveries(
  keeper: Keeper,
  tx: Tx,
  { alert, channelIds }: { alert: AlertToAnnounce; channelIds: string[] },
): Promise<number> {
  if (channelIds.length === 0) return 0
  const message = writeMessage(alert, keeper.alerts.appUrl)
  const now = await dbNow(tx)
  const rows = channelIds.map((channelId) => ({
    id: randomUUID(),
    alertId: alert.id,
    channelId,
    phase: alert.phase,
    message,
    createdAt: now,
    queuedAt: now,
    nextAttemptAt: now,
  }))
  await tx.alertDelivery.createMany({ data: rows })
  return rows.length
}

async function listUnsettled(tx: Tx): Promise<Unsettled[]> {
  const rows = await tx.alert.findMany({
    where: { settledAt: null },
    orderBy: [{ openedAt: "asc" }, { id: "asc" }],
    select: {
      id: true,
      kind: true,
      level: true,
      detail: true,
      openedAt: true,
      resolvedAt: true,
      resolution: true,
      announcedLevel: true,
    },
  })
  return rows
    .filter((one) => one.resolvedAt !== null || one.announcedLevel !== one.level)
    .map((one) => ({
      ...one,
      detail: alertDetail.parse(one.detail),
      resolution: RESOLUTIONS.find((word) => word === one.resolution) ?? null,
    }))
}

function phaseOf(alert: Unsettled): AlertToAnnounce["phase"] | null {
  if (alert.resolvedAt === null) return alert.announcedLevel === null ? "opened" : "escalated"
  return alert.announcedLevel === null || alert.resolution === "superseded" ? null : "resolved"
}

async function findHold(keeper: Keeper, tx: Tx): Promise<Hold> {
  const { afterIncident } = keeper.alerts.timings
  const [row] = await tx.$queryRaw<Hold[]>`
    SELECT coalesce(bool_or("resolvedAt" IS NULL), false) AS "all", count(*) > 0 AS "stale"
    FROM "Alert" WHERE "kind" = 'incident' AND "detail"->>'reason' = ANY(${QUIETING}) AND ("resolvedAt" IS NULL
      OR "resolvedAt" > clock_timestamp() - ${afterIncident} * interval '1 millisecond')`
  return row ?? { all: false, stale: false }
}

function isHeld(alert: Unsettled, hold: Hold): boolean {
  if (alert.kind === "incident" || NEWS.has(alert.kind)) return false
  return hold.all || (hold.stale && alert.kind === "chain_stale")
}

async function listChannelIds(tx: Tx): Promise<string[]> {
  const channels = await tx.alertChannel.findMany({
    where: { removedAt: null, sends: "alerts" },
    select: { id: true },
  })
  return channels.map((one) => one.id)
}

async function listAnnouncedTo(tx: Tx, alertId: string, channelIds: string[]): Promise<string[]> {
  const told = await tx.alertDelivery.findMany({
    where: { alertId, channelId: { in: channelIds }, phase: { in: ["opened", "escalated"] } },
    distinct: ["channelId"],
    select: { channelId: true },
  })
  return told.map((one) => one.channelId)
}

async function markAnnounced(tx: Tx, { id, kind, level, resolvedAt }: Unsettled): Promise<void> {
  const now = await dbNow(tx)
  const told = resolvedAt === null ? { announcedLevel: level } : { settledAt: now }
  // News reports an event, not a state, so it is resolved as soon as it is announced.
  const data = NEWS.has(kind) ? { announcedLevel: level, resolvedAt: now, settledAt: now } : told
  await tx.alert.update({ where: { id }, data, select: { id: true } })
}

type Unsettled = Omit<AlertToAnnounce, "phase"> & { announcedLevel: number | null }
/** `stale`: chains that were not refreshed are not announced yet, because an incident is open or closed a short while ago. */
type Hold = { all: boolean; stale: boolean }
