import type { EventRow } from "@/web/audit/list-events"
import { eventText } from "@/web/words/event-text"

/** What stands inside another event's row: each sentence with its reason, once. */
export function insideTexts(events: EventRow[]): string[] {
  const texts = events.map((event) => {
    const { sentence, reason } = eventText(event)
    return reason === null ? sentence : `${sentence} · ${reason}`
  })
  return [...new Set(texts)]
}
