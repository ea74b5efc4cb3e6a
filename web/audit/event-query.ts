import { EVENT_KINDS, type EventKind } from "@/lib/audit/record-event"
import type { Prisma } from "@/lib/db/generated/client"

export const EVENT_GROUPS = ["tenant", "consent", "grant", "member", "service", "app"] as const

// Kinds whose name begins otherwise than their group.
const ROOMS: Partial<Record<EventGroup, string[]>> = {
  tenant: ["tenant", "job", "connection", "import"],
  consent: ["consent", "link", "campaign"],
  app: ["app", "incident", "alert", "installation", "keys", "settings", "sso", "activity", "mail"],
}
const A_DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1_000

/** The conditions that the filters make together, save that of the organisation, which has two sides. */
export function whereOf(query: EventQuery): Prisma.AuditEventWhereInput {
  const { group, kind, memberId, serviceId, address, from, to, before } = query
  return {
    ...(group === null ? {} : { kind: { in: kindsOf(group) } }),
    ...(kind === null ? {} : { kind }),
    ...(memberId === null ? {} : { memberId: memberId === NO_MEMBER ? null : memberId }),
    ...(serviceId === null ? {} : { serviceId }),
    ...(address === null ? {} : { address }),
    ...(from === null && to === null ? {} : { at: between(from, to) }),
    ...(before === null ? {} : { id: { lt: BigInt(before) } }),
  }
}

/** In place of a member: Tenantry itself, Xero, or somebody unknown. */
export const NO_MEMBER = "none"

function between(from: string | null, to: string | null): { gte?: Date; lt?: Date } {
  return {
    ...(from !== null && { gte: new Date(from) }),
    ...(to !== null && { lt: new Date(new Date(to).getTime() + A_DAY_IN_MILLISECONDS) }),
  }
}

function kindsOf(group: EventGroup): string[] {
  const rooms = ROOMS[group] ?? [group]
  return EVENT_KINDS.filter((kind) => rooms.some((room) => kind.startsWith(`${room}.`)))
}

export type EventGroup = (typeof EVENT_GROUPS)[number]
/** Which events; null is no filter. */
export type EventQuery = {
  group: EventGroup | null
  kind: EventKind | null
  memberId: string | null
  tenantId: string | null
  serviceId: string | null
  /** The IP address that it came from. */
  address: string | null
  /** The first and the last day, `2026-11-28`, in UTC. */
  from: string | null
  to: string | null
  /** Digits: the id of the last event of the page before. */
  before: string | null
}
