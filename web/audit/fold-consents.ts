import type { EventRow } from "@/web/audit/list-events"

/**
 * The same events, newest first, with those of one consent in one row: the newest of them leads, and the others stand
 * inside it. Events from before consents were named in them stand alone.
 */
export function foldConsents(events: EventRow[]): FoldedEvent[] {
  const rows: FoldedEvent[] = []
  const byConsent = new Map<string, FoldedEvent>()
  for (const event of events) {
    const { consentId } = event.detail
    const row = typeof consentId === "string" ? byConsent.get(consentId) : undefined
    if (row !== undefined) {
      row.inside.push(event)
      continue
    }
    const added = { lead: event, inside: [] }
    rows.push(added)
    if (typeof consentId === "string") byConsent.set(consentId, added)
  }
  return rows
}

export type FoldedEvent = { lead: EventRow; inside: EventRow[] }
