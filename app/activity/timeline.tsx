import { Card } from "@/app/_ui/content/card"
import { CardLink } from "@/app/_ui/content/links"
import { EventItems } from "@/app/activity/event-items"
import type { EventRow } from "@/web/audit/list-events"

/** The newest events of one organisation or service, with a link to all of them. */
export function Timeline({ events, href }: { events: EventRow[]; href: string }) {
  return (
    <Card title="Timeline" flush actions={<CardLink href={href}>Show all activity</CardLink>}>
      {events.length === 0 ? (
        <p className="px-5 py-4 text-muted">Nothing has happened yet.</p>
      ) : (
        <ol>
          <EventItems events={events} />
        </ol>
      )}
    </Card>
  )
}
