import { findReturn } from "@/keeper/alerts/watch/lost-authorisers"
import type { Problem } from "@/keeper/alerts/watch/problem"
import { NEWS, type Resolution } from "@/lib/alerts/alert-detail"
import type { Tx } from "@/lib/db/create-db"
import type { TenantOverview } from "@/lib/db/generated/client"

/**
 * How a problem that is gone has ended; null if that is not known yet: a chain that is being retried, or an
 * organisation that is paused or waits for a decision, is neither broken nor mended.
 */
export async function findResolution(tx: Tx, alert: OpenAlert): Promise<Resolution | null> {
  if (alert.kind === "incident" || alert.kind === "plan_filling") return "recovered"
  if (NEWS.has(alert.kind)) return null
  if (alert.kind === "second_authoriser") return findReturn(tx, alert)
  const own = await tx.grant.findUnique({
    where: { id: alert.subject },
    select: { state: true, failingSince: true },
  })
  if (alert.kind === "chain_stale" && own?.state === "active" && own.failingSince !== null)
    return null
  const standings = await listStandings(tx, alert)
  // Another consent may reach the organisation now while this grant stays ended.
  const mended = own?.state === "ended" ? "other_consent" : "recovered"
  const ends = standings.map((standing) => endOf({ ...alert, mended }, standing))
  if (ends.includes(null)) return null
  return ORDER.find((end) => ends.includes(end)) ?? "removed"
}

async function listStandings(tx: Tx, { detail }: OpenAlert): Promise<Standing[]> {
  const tenantIds = detail.organisations.map((one) => one.tenantId)
  return tx.tenantOverview.findMany({
    where: { tenantId: { in: tenantIds } },
    select: { grantId: true, status: true, reason: true },
  })
}

function endOf({ kind, subject, mended }: Ending, standing: Standing): Resolution | null {
  const { status, reason, grantId } = standing
  if (status === "paused" || reason === "question" || reason === "offered") return null
  if (status === "removed") return "removed"
  if (reason === "revoked") return "revoked"
  if (status === "reconnect_needed") return onReconnectNeeded(kind, grantId === subject)
  if (status !== "disconnected_in_xero") return mended
  if (kind === "disconnected_in_xero") return null
  return mended === "recovered" ? "recovered" : "superseded"
}

/** A chain that ended in the meantime has an alert of its own, and so has the end of another consent. */
function onReconnectNeeded(kind: OpenAlert["kind"], own: boolean): Resolution | null {
  if (kind === "disconnected_in_xero") return null
  return own && kind === "reconnect_needed" ? null : "superseded"
}

// If the organisations of one alert ended differently, the first of these names the whole.
const ORDER = ["recovered", "other_consent", "revoked", "superseded", "removed"] as const

type Standing = Pick<TenantOverview, "grantId" | "status" | "reason">
type Ending = OpenAlert & { mended: Resolution }
export type OpenAlert = Pick<Problem, "kind" | "subject" | "level" | "detail"> & {
  id: string
}
