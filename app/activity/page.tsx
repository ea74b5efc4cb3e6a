import { ScrollText } from "lucide-react"
import type { Metadata } from "next"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { activityHref, parseActivityQuery } from "@/app/activity/activity-query"
import { EventItems } from "@/app/activity/event-items"
import { ExportLinks } from "@/app/activity/export-links"
import { Filters } from "@/app/activity/filters"
import { LinkedSentence } from "@/app/activity/linked-sentence"
import { type EventRow, listActors, listEvents } from "@/web/audit/list-events"
import { browserName } from "@/web/members/browser-name"

export const metadata: Metadata = { title: "Activity" }

export default async function ActivityPage({ searchParams }: PageProps<"/activity">) {
  const query = parseActivityQuery(await searchParams)
  const [{ events, next }, actors] = await Promise.all([listEvents(query), listActors()])
  return (
    <>
      {query.before === null ? <LiveRefresh /> : null}
      <PageHeader
        title="Activity"
        hint="What happened, who did it, and why. Newest first."
        actions={<ExportLinks query={query} />}
      />
      <Filters query={query} actors={actors} events={events} />
      {events.length === 0 ? (
        <EmptyState
          icon={<ScrollText />}
          title="Nothing to show"
          actions={<LinkButton href="/activity">Show all activity</LinkButton>}
        >
          <p>No events match these filters.</p>
        </EmptyState>
      ) : (
        <Events events={events} />
      )}
      <nav aria-label="Pages" className="flex justify-between gap-2">
        {query.before === null ? (
          <span />
        ) : (
          <LinkButton href={activityHref(query)} size="sm">
            Newest
          </LinkButton>
        )}
        {next === null ? null : (
          <LinkButton href={activityHref(query, { before: next })} size="sm">
            Older
          </LinkButton>
        )}
      </nav>
    </>
  )
}

function Events({ events }: { events: EventRow[] }) {
  return (
    <ol className="overflow-hidden rounded-xl border bg-surface shadow-card">
      <EventItems events={events} originOf={originOf}>
        {(event, sentence) => <LinkedSentence event={event} sentence={sentence} />}
      </EventItems>
    </ol>
  )
}

function originOf({ address, browser }: EventRow): string | null {
  if (address === null) return null
  return browser === null ? address : `${address}, ${browserName(browser)}`
}
