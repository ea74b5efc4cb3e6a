import { type AlertDetail, alertDetail, RESOLUTIONS } from "@/lib/alerts/alert-detail"
import type { Prisma } from "@/lib/db/generated/client"
import type { AlertKind } from "@/lib/db/generated/enums"
import { hasRole, type MemberRole } from "@/lib/members/roles"
import { type AlertText, alertText } from "@/lib/words/alert-text"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

export const ALERTS_A_PAGE = 10

/** One page of the alerts, open ones first, then the newest. */
export async function listAlerts(page: number): Promise<AlertPage> {
  const { role } = await requireMember("viewer")
  const [all, rows, incidents] = await Promise.all([
    db().alert.count(),
    db().alert.findMany({
      orderBy: [
        { resolvedAt: { sort: "desc", nulls: "first" } },
        { openedAt: "desc" },
        { id: "asc" },
      ],
      skip: (page - 1) * ALERTS_A_PAGE,
      take: ALERTS_A_PAGE,
      select: COLUMNS,
    }),
    db().alert.count({ where: { kind: "incident", resolvedAt: null } }),
  ])
  return { all, alerts: rows.map((row) => toView(row, { incidentOpen: incidents > 0, role })) }
}

const COLUMNS = {
  id: true,
  kind: true,
  level: true,
  detail: true,
  openedAt: true,
  resolvedAt: true,
  resolution: true,
  announcedLevel: true,
  deliveries: { distinct: "channelId", select: { channelId: true } },
} as const

function toView(row: AlertRow, { incidentOpen, role }: Seen): AlertView {
  const { id, kind, level, openedAt, resolvedAt, announcedLevel } = row
  const detail = alertDetail.parse(row.detail)
  const resolution = RESOLUTIONS.find((word) => word === row.resolution) ?? null
  return {
    alertId: id,
    kind,
    ...alertText({ kind, level, detail, resolution }),
    href: pageOf(detail, role),
    openedAt: openedAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    held: resolvedAt === null && announcedLevel === null && HELD.has(kind) && incidentOpen,
    channelCount: row.deliveries.length,
  }
}

function pageOf(detail: AlertDetail, role: MemberRole): string | null {
  const { plan, service, member, organisations, organisationCount } = detail
  if (member !== null) return "/settings/members"
  // The overview shows viewers how full the plan is.
  if (plan !== null) return hasRole(role, "admin") ? "/organisations/connections" : "/"
  if (service !== null) return `/services/${service.serviceId}`
  const [only] = organisations
  return organisationCount === 1 && only !== undefined ? `/organisations/${only.tenantId}` : null
}

// What waits while an incident is open.
const HELD = new Set<AlertKind>([
  "reconnect_needed",
  "disconnected_in_xero",
  "second_authoriser",
  "chain_stale",
])

type Seen = { incidentOpen: boolean; role: MemberRole }
type AlertRow = Prisma.AlertGetPayload<{ select: typeof COLUMNS }>
export type AlertView = AlertText & {
  alertId: string
  kind: AlertKind
  /** Where it is about one organisation, or about a service. */
  href: string | null
  openedAt: string
  resolvedAt: string | null
  /** Not sent while an incident is open. */
  held: boolean
  channelCount: number
}
export type AlertPage = { all: number; alerts: AlertView[] }
