import { z } from "zod"
import type { EventGroup, EventQuery } from "@/lib/audit/event-query"
import { EVENT_KINDS } from "@/lib/audit/record-event"
import { requireMember } from "@/lib/auth/require-member"
import { db } from "@/lib/db/db"

const PAGE_SIZE = 50

/**
 * The newest events first, a page at a time: those older than `before` (an event's id). `next` names the last one shown
 * where older ones remain. Filters combine.
 */
export async function listEvents(query: EventQuery): Promise<EventPage> {
  await requireMember("viewer")
  const { group, memberId, tenantId, serviceId, before } = query
  const rows = await db().auditEvent.findMany({
    where: {
      ...(group === null ? {} : { kind: { in: kindsOf(group) } }),
      ...(memberId === null ? {} : { memberId }),
      ...(tenantId === null ? {} : { tenantId }),
      ...(serviceId === null ? {} : { serviceId }),
      ...(before === null ? {} : { id: { lt: BigInt(before) } }),
    },
    orderBy: { id: "desc" },
    take: PAGE_SIZE + 1,
    select: EVENT_COLUMNS,
  })
  const shown = rows.slice(0, PAGE_SIZE).map(toEventRow)
  return { events: shown, next: rows.length > PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null }
}

/** The newest events of one organisation: its own, and those of the consents that reach it and of the app. */
export async function listTenantEvents(about: TenantEventQuery): Promise<EventRow[]> {
  await requireMember("viewer")
  const { tenantId, grantIds, limit } = about
  // Two statements, so that each walks its own index from the newest end.
  const [own, ofGrants] = await Promise.all([
    db().auditEvent.findMany({ where: { tenantId }, ...newest(limit) }),
    db().auditEvent.findMany({
      where: { tenantId: null, grantId: { in: grantIds } },
      ...newest(limit),
    }),
  ])
  const merged = [...own, ...ofGrants].sort((one, other) => Number(other.id - one.id))
  return merged.slice(0, limit).map(toEventRow)
}

/** The newest events of one service. */
export async function listServiceEvents(serviceId: string, limit: number): Promise<EventRow[]> {
  await requireMember("viewer")
  const rows = await db().auditEvent.findMany({ where: { serviceId }, ...newest(limit) })
  return rows.map(toEventRow)
}

/** The members who can be chosen in the filter. */
export async function listActors(): Promise<Actor[]> {
  await requireMember("viewer")
  return db().member.findMany({ orderBy: { name: "asc" }, select: { id: true, name: true } })
}

const EVENT_COLUMNS = {
  id: true,
  at: true,
  kind: true,
  detail: true,
  member: { select: { id: true, name: true } },
  tenant: { select: { tenantId: true, name: true } },
  grant: { select: { xeroUserName: true } },
  service: { select: { id: true, name: true } },
} as const

function newest(limit: number) {
  return { orderBy: { id: "desc" }, take: limit, select: EVENT_COLUMNS } as const
}

function kindsOf(group: EventGroup): string[] {
  const rooms = group === "app" ? ["app", "incident", "alert", "installation"] : [group]
  return EVENT_KINDS.filter((kind) => rooms.some((room) => kind.startsWith(`${room}.`)))
}

function toEventRow({ id, at, kind, detail, grant, ...about }: StoredEvent): EventRow {
  return {
    id: String(id),
    at,
    kind,
    detail: z.record(z.string(), z.unknown()).catch({}).parse(detail),
    ...about,
    xeroUserName: grant?.xeroUserName ?? null,
  }
}

export type TenantEventQuery = { tenantId: string; grantIds: string[]; limit: number }
export type Actor = { id: string; name: string }
export type EventRow = {
  id: string
  at: Date
  kind: string
  detail: Record<string, unknown>
  member: Actor | null
  tenant: { tenantId: string; name: string } | null
  service: { id: string; name: string } | null
  xeroUserName: string | null
}
export type EventPage = { events: EventRow[]; next: string | null }
type StoredEvent = Omit<EventRow, "id" | "detail" | "xeroUserName"> & {
  id: bigint
  detail: unknown
  grant: { xeroUserName: string } | null
}
