import type { EventRow } from "@/web/audit/list-events"
import { csvRecord } from "@/web/csv"
import { eventText } from "@/web/words/event-text"

const COLUMNS = [
  "id",
  "at",
  "kind",
  "actor",
  "what",
  "reason",
  "memberId",
  "tenantId",
  "organisation",
  "serviceId",
  "service",
  "grantId",
  "xeroUser",
  "address",
  "browser",
  "requestId",
  "detail",
] as const
const ISOLATES = /[\u2066-\u2069]/g

/** An event in one line of JSON (JSON Lines). */
export function jsonLine(event: EventRow): string {
  return `${JSON.stringify({ ...factsOf(event), detail: event.detail })}\n`
}

/** An event in one record of CSV (RFC 4180). No cell is a formula, whatever a name or a browser says. */
export function csvLine(event: EventRow): string {
  const facts = { ...factsOf(event), detail: JSON.stringify(event.detail) }
  return csvRecord(COLUMNS.map((column) => facts[column] ?? ""))
}

/** The first record of CSV: what each cell is. */
export function csvHead(): string {
  return csvRecord([...COLUMNS])
}

function factsOf(
  event: EventRow,
): Record<Exclude<(typeof COLUMNS)[number], "detail">, string | null> {
  const { actor, sentence, reason } = eventText(event)
  return {
    id: event.id,
    at: event.at.toISOString(),
    kind: event.kind,
    actor: actor.replace(ISOLATES, ""),
    what: sentence.replace(ISOLATES, ""),
    reason: reason?.replace(ISOLATES, "") ?? null,
    memberId: event.member?.id ?? null,
    tenantId: event.tenant?.tenantId ?? null,
    organisation: event.tenant?.name ?? null,
    serviceId: event.service?.id ?? null,
    service: event.service?.name ?? null,
    grantId: event.grantId,
    xeroUser: event.xeroUserName,
    address: event.address,
    browser: event.browser,
    requestId: event.requestId,
  }
}
