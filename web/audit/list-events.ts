import { z } from "zod"
import type { Prisma } from "@/lib/db/generated/client"
import { findMemberLabels } from "@/lib/names/find-labels"
import { type EventQuery, whereOf } from "@/web/audit/event-query"
import { labelEvents } from "@/web/audit/label-events"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

const PAGE_SIZE = 50

/**
 * The newest events first, a page at a time: those older than `before` (an event's id). `next` names the last one shown
 * where older ones remain. Filters combine.
 */
export async function listEvents(query: EventQuery): Promise<EventPage> {
  await requireMember("viewer")
  const rows = await readEvents(query, PAGE_SIZE + 1)
  const shown = rows.slice(0, PAGE_SIZE)
  return { events: shown, next: rows.length > PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null }
}

/** The newest of these events, `limit` at most. */
export async function readEvents(query: EventQuery, limit: number): Promise<EventRow[]> {
  const where = whereOf(query)
  if (query.tenantId === null) return readNewest([where], limit)
  const about = await aboutTenant(query.tenantId)
  return readNewest(
    about.map((one) => ({ ...where, ...one })),
    limit,
  )
}

/** The newest events of one organisation: its own, and those of the consents that reach it. */
export async function listTenantEvents(tenantId: string, limit: number): Promise<EventRow[]> {
  await requireMember("viewer")
  return readNewest(await aboutTenant(tenantId), limit)
}

/** The newest events of one service. */
export async function listServiceEvents(serviceId: string, limit: number): Promise<EventRow[]> {
  await requireMember("viewer")
  return readNewest([{ serviceId }], limit)
}

/** The members who can be chosen in the filter. */
export async function listActors(): Promise<Actor[]> {
  await requireMember("viewer")
  const members = await db().member.findMany({
    orderBy: [{ name: "asc" }, { email: "asc" }],
    select: { id: true, name: true },
  })
  const memberIds = members.map((one) => one.id)
  const labels = await findMemberLabels(db(), memberIds)
  return members.map(({ id, name }) => ({ id, name: labels.get(id) ?? name }))
}

const EVENT_COLUMNS = {
  id: true,
  at: true,
  kind: true,
  detail: true,
  address: true,
  browser: true,
  requestId: true,
  member: { select: { id: true, name: true } },
  tenant: { select: { tenantId: true, name: true } },
  grant: { select: { id: true, xeroUserName: true } },
  service: { select: { id: true, name: true } },
} as const

async function aboutTenant(tenantId: string): Promise<Where[]> {
  const reaching = await db().connection.findMany({
    where: { tenantId, state: { not: "offered" } },
    select: { grantId: true },
  })
  const grantIds = reaching.map((one) => one.grantId)
  return [{ tenantId }, { tenantId: null, grantId: { in: grantIds } }]
}

/** One statement for each of `wheres`, so that each walks its own index from the newest end. */
async function readNewest(wheres: Where[], limit: number): Promise<EventRow[]> {
  const lists = await Promise.all(
    wheres.map((where) =>
      db().auditEvent.findMany({
        where,
        orderBy: { id: "desc" },
        take: limit,
        select: EVENT_COLUMNS,
      }),
    ),
  )
  const merged = lists.flat().sort((one, other) => Number(other.id - one.id))
  return labelEvents(merged.slice(0, limit).map(toEventRow))
}

/** An event as pages read it. */
export function toEventRow({ id, at, kind, detail, grant, ...about }: StoredEvent): EventRow {
  return {
    id: String(id),
    at,
    kind,
    detail: z.record(z.string(), z.unknown()).catch({}).parse(detail),
    ...about,
    grantId: grant?.id ?? null,
    xeroUserName: grant?.xeroUserName ?? null,
  }
}

type Where = Prisma.AuditEventWhereInput
export type Actor = { id: string; name: string }
/** `address`, `browser`, `requestId`: where the request came from, what the browser calls itself, and the request's id. */
export type EventRow = Omit<StoredEvent, "id" | "detail" | "grant"> & {
  id: string
  detail: Record<string, unknown>
  grantId: string | null
  xeroUserName: string | null
}
export type EventPage = { events: EventRow[]; next: string | null }
type StoredEvent = Prisma.AuditEventGetPayload<{ select: typeof EVENT_COLUMNS }>
