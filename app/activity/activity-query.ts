import { z } from "zod"
import { EVENT_KINDS } from "@/lib/audit/record-event"
import { plainAddress } from "@/lib/networks"
import { EVENT_GROUPS, type EventQuery, NO_MEMBER } from "@/web/audit/event-query"

const day = z.iso.date().startsWith("20").nullable().catch(null)
const ACTIVITY_QUERY = z.object({
  kind: z
    .enum([...EVENT_GROUPS, ...EVENT_KINDS])
    .nullable()
    .catch(null),
  member: z.guid().or(z.literal(NO_MEMBER)).nullable().catch(null),
  organisation: z.guid().nullable().catch(null),
  service: z.guid().nullable().catch(null),
  address: z.string().transform(plainAddress).pipe(z.ipv4().or(z.ipv6())).nullable().catch(null),
  from: day,
  to: day,
  before: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .nullable()
    .catch(null),
})
const FORMATS = z.enum(["csv", "jsonl"]).catch("jsonl")

/** What the address of the activity page asks for. */
export function parseActivityQuery(params: Record<string, unknown>): EventQuery {
  const { kind, member, organisation, service, ...rest } = ACTIVITY_QUERY.parse(params)
  return {
    group: EVENT_GROUPS.find((one) => one === kind) ?? null,
    kind: EVENT_KINDS.find((one) => one === kind) ?? null,
    memberId: member,
    tenantId: organisation,
    serviceId: service,
    ...rest,
  }
}

/** The address of the activity page with something changed. Every change except a page leads to the newest events. */
export function activityHref(query: EventQuery, change: Partial<EventQuery> = {}): string {
  const entries = activityEntries({ ...query, before: null, ...change })
  return entries.length === 0 ? "/activity" : `/activity?${new URLSearchParams(entries)}`
}

/** The address of a file with the events that the page shows, and all older ones. */
export function exportHref(query: EventQuery, format: ExportFormat): string {
  const entries = activityEntries({ ...query, before: null })
  return `/activity/export?${new URLSearchParams([...entries, ["format", format]])}`
}

export function parseExportFormat(format: unknown): ExportFormat {
  return FORMATS.parse(format)
}

/** The filters as names and values of the address. */
export function activityEntries(query: EventQuery): [string, string][] {
  const entries = Object.entries({
    kind: query.kind ?? query.group,
    member: query.memberId,
    organisation: query.tenantId,
    service: query.serviceId,
    address: query.address,
    from: query.from,
    to: query.to,
    before: query.before,
  })
  return entries.filter((entry): entry is [string, string] => entry[1] !== null)
}

export type ExportFormat = z.output<typeof FORMATS>
