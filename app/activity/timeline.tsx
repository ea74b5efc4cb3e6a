import { Card } from "@/app/_ui/content/card"
import { EventLine } from "@/app/_ui/content/event-line"
import { CardLink } from "@/app/_ui/content/links"
import { foldConsents } from "@/web/audit/fold-consents"
import type { EventRow } from "@/web/audit/list-events"
import { eventText } from "@/web/words/event-text"
import { insideTexts } from "@/web/words/inside-texts"

/** The newest events of one organisation or service, with a link to all of them. */
export function Timeline({ events, href }: { events: EventRow[]; href: string }) {
  return (
    <Card title="Timeline" flush actions={<CardLink href={href}>Show all activity</CardLink>}>
      {events.length === 0 ? (
        <p className="px-5 py-4 text-muted">Nothing has happened yet.</p>
      ) : (
        <ol>
          {foldConsents(events).map(({ lead, inside }) => {
            const { sentence, ...rest } = eventText(lead)
            return (
              <EventLine
                key={lead.id}
                at={lead.at.toISOString()}
                inside={insideTexts(inside)}
                {...rest}
              >
                {sentence}
              </EventLine>
            )
          })}
        </ol>
      )}
    </Card>
  )
}
