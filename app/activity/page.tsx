import { ScrollText } from "lucide-react"
import type { Metadata } from "next"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { EventLine } from "@/app/_ui/content/event-line"
import { AddressSelect } from "@/app/_ui/forms/address-select"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { activityHref, parseActivityQuery } from "@/app/activity/activity-query"
import { LinkedSentence } from "@/app/activity/linked-sentence"
import { EVENT_GROUPS, type EventGroup, type EventQuery } from "@/web/audit/event-query"
import { type Actor, type EventRow, listActors, listEvents } from "@/web/audit/list-events"
import { eventText } from "@/web/words/event-text"

export const metadata: Metadata = { title: "Activity" }

export default async function ActivityPage({ searchParams }: Props) {
  const query = parseActivityQuery(await searchParams)
  const [{ events, next }, actors] = await Promise.all([listEvents(query), listActors()])
  return (
    <>
      {query.before === null ? <LiveRefresh /> : null}
      <PageHeader title="Activity" hint="What happened, who did it, and why. Newest first." />
      <Filters query={query} actors={actors} events={events} />
      {events.length === 0 ? (
        <EmptyState
          icon={<ScrollText aria-hidden />}
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

function Filters({ query, actors, events }: FiltersProps) {
  const groups = EVENT_GROUPS.map((group) => ({
    value: activityHref(query, { group }),
    label: GROUP_WORDS[group],
  }))
  const members = actors.map(({ id, name }) => ({
    value: activityHref(query, { memberId: id }),
    label: name,
  }))
  const organisation = events.find((event) => event.tenant?.tenantId === query.tenantId)?.tenant
  const service = events.find((event) => event.service?.id === query.serviceId)?.service
  return (
    <div className="flex flex-wrap items-center gap-2">
      <AddressSelect
        label="Kind of event"
        value={activityHref(query)}
        options={[{ value: activityHref(query, { group: null }), label: "All kinds" }, ...groups]}
      />
      <AddressSelect
        label="Member"
        value={activityHref(query)}
        options={[
          { value: activityHref(query, { memberId: null }), label: "Everyone" },
          ...members,
        ]}
      />
      {query.tenantId === null ? null : (
        <OnlyButton
          href={activityHref(query, { tenantId: null })}
          name={organisation?.name ?? "one organisation"}
          all="organisations"
        />
      )}
      {query.serviceId === null ? null : (
        <OnlyButton
          href={activityHref(query, { serviceId: null })}
          name={service?.name ?? "one service"}
          all="services"
        />
      )}
    </div>
  )
}

function OnlyButton({ href, name, all }: { href: string; name: string; all: string }) {
  return (
    <LinkButton href={href}>
      <span className="max-w-56 truncate">
        Only <bdi>{name}</bdi>
      </span>
      <span aria-hidden>×</span>
      <span className="sr-only">: show all {all}</span>
    </LinkButton>
  )
}

function Events({ events }: { events: EventRow[] }) {
  return (
    <ol className="overflow-hidden rounded-xl border bg-surface shadow-card">
      {events.map((event) => {
        const { sentence, ...rest } = eventText(event)
        return (
          <EventLine key={event.id} at={event.at.toISOString()} {...rest}>
            <LinkedSentence event={event} sentence={sentence} />
          </EventLine>
        )
      })}
    </ol>
  )
}

const GROUP_WORDS: Record<EventGroup, string> = {
  tenant: "Organisations",
  consent: "Consents",
  grant: "Sign-ins to Xero",
  service: "Services",
  member: "Members",
  app: "Xero app and installation",
}
type FiltersProps = { query: EventQuery; actors: Actor[]; events: EventRow[] }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }
