import type { ReactNode } from "react"
import { EventLine } from "@/app/_ui/content/event-line"
import { foldConsents } from "@/web/audit/fold-consents"
import type { EventRow } from "@/web/audit/list-events"
import { eventText } from "@/web/words/event-text"
import { insideTexts } from "@/web/words/inside-texts"

/** A line for each event, what happened in one consent folded together. `children` make of its sentence what is shown. */
export function EventItems({ events, originOf, children }: EventItemsProps) {
  return foldConsents(events).map(({ lead, inside }) => {
    const { sentence, ...rest } = eventText(lead)
    return (
      <EventLine
        key={lead.id}
        at={lead.at}
        origin={originOf?.(lead)}
        inside={insideTexts(inside)}
        {...rest}
      >
        {children?.(lead, sentence) ?? sentence}
      </EventLine>
    )
  })
}

type EventItemsProps = {
  events: EventRow[]
  /** Where it came from: address and browser. */
  originOf?: (event: EventRow) => string | null
  children?: (event: EventRow, sentence: string) => ReactNode
}
