import { dbNow } from "@/lib/db/clock"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import {
  findAppLabels,
  INCIDENT,
  type OpenIncident,
  readIncident,
} from "@/web/incidents/list-open-incidents"

const SHOWN = 5
const RECENT_IN_MILLISECONDS = 30 * 24 * 60 * 60 * 1_000

/** What troubles the whole app or did within 30 days, the newest first, those that are open before all others. */
export async function listRecentIncidents(): Promise<RecentIncident[]> {
  await requireMember("viewer")
  const now = await dbNow(db())
  const since = new Date(now.getTime() - RECENT_IN_MILLISECONDS)
  const rows = await db().incident.findMany({
    where: { OR: [{ closedAt: null }, { closedAt: { gte: since } }] },
    orderBy: [{ closedAt: { sort: "desc", nulls: "first" } }, { openedAt: "desc" }],
    take: SHOWN,
    select: { ...INCIDENT, closedAt: true },
  })
  const labels = await findAppLabels(rows)
  return rows.map(({ closedAt, ...row }) => ({ ...readIncident(row, labels), closedAt }))
}

export type RecentIncident = OpenIncident & { closedAt: Date | null }
