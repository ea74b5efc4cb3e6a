import { z } from "zod"
import { EVENT_GROUPS, type EventQuery } from "@/web/audit/event-query"

const ACTIVITY_QUERY = z.object({
  kind: z.enum(EVENT_GROUPS).nullable().catch(null),
  member: z.guid().nullable().catch(null),
  organisation: z.guid().nullable().catch(null),
  service: z.guid().nullable().catch(null),
  before: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .nullable()
    .catch(null),
})

/** What the address of the activity page asks for. */
export function parseActivityQuery(params: Record<string, unknown>): EventQuery {
  const { kind, member, organisation, service, before } = ACTIVITY_QUERY.parse(params)
  return { group: kind, memberId: member, tenantId: organisation, serviceId: service, before }
}

/** The address of the activity page with something changed. Every change except a page leads to the newest events. */
export function activityHref(query: EventQuery, change: Partial<EventQuery> = {}): string {
  const { group, memberId, tenantId, serviceId, before } = { ...query, before: null, ...change }
  const params = new URLSearchParams()
  if (group !== null) params.set("kind", group)
  if (memberId !== null) params.set("member", memberId)
  if (tenantId !== null) params.set("organisation", tenantId)
  if (serviceId !== null) params.set("service", serviceId)
  if (before !== null) params.set("before", before)
  return params.size === 0 ? "/activity" : `/activity?${params}`
}
