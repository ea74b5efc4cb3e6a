import { ScrollText } from "lucide-react"
import type { Metadata } from "next"
import { EmptyState } from "@/app/_ui/empty-state"
import { EventLine } from "@/app/_ui/event-line"
import { LinkButton } from "@/app/_ui/link-button"
import { LiveRefresh } from "@/app/_ui/live-refresh"
import { Name } from "@/app/_ui/name"
import { PageHeader } from "@/app/_ui/page-header"
import { PageLink } from "@/app/_ui/page-link"
import { activityHref, parseActivityQuery } from "@/app/activity/activity-query"
import { AddressSelect } from "@/app/activity/components"
import { EVENT_GROUPS, type EventGroup, type EventQuery } from "@/lib/audit/event-query"
import { eventText } from "@/lib/audit/event-text"
import { type Actor, type EventRow, listActors, listEvents } from "@/lib/audit/list-events"

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
          <p>Nothing that fits these filters has happened yet.</p>
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
  return (
    <div className="flex flex-wrap items-center gap-2">
      <AddressSelect
        label="Kind of event"
        value={activityHref(query)}
        options={[{ value: activityHref(query, { group: null }), label: "Every kind" }, ...groups]}
      />
      <AddressSelect
        label="Member"
        value={activityHref(query)}
        options={[
          { value: activityHref(query, { memberId: null }), label: "Everybody" },
          ...members,
        ]}
      />
      {query.tenantId === null ? null : (
        <LinkButton href={activityHref(query, { tenantId: null })}>
          <span className="max-w-56 truncate">
            Only <bdi>{organisation?.name ?? "one organisation"}</bdi>
          </span>
          <span aria-hidden>×</span>
          <span className="sr-only">: show all organisations</span>
        </LinkButton>
      )}
    </div>
  )
}

function Events({ events }: { events: EventRow[] }) {
  return (
    <ol className="overflow-hidden rounded-xl border bg-surface shadow-card">
      {events.map((event) => {
        const { sentence, ...told } = eventText(event)
        return (
          <EventLine key={event.id} at={event.at.toISOString()} {...told}>
            {event.tenant === null ? sentence : <Linked event={event} sentence={sentence} />}
          </EventLine>
        )
      })}
    </ol>
  )
}

/** The sentence with the organisation's name in it, or after it, as the way to its page. */
function Linked({ event, sentence }: { event: EventRow; sentence: string }) {
  if (event.tenant === null) return sentence
  const { tenantId, name } = event.tenant
  const [before, after] = sentence.split(name, 2)
  const link = (
    <PageLink
      href={`/organisations/${tenantId}`}
      className="font-medium underline decoration-line underline-offset-2 hover:text-accent hover:decoration-accent"
    >
      <Name>{name}</Name>
    </PageLink>
  )
  if (after === undefined) {
    return (
      <>
        {sentence} · {link}
      </>
    )
  }
  return (
    <>
      {before}
      {link}
      {after}
    </>
  )
}

const GROUP_WORDS: Record<EventGroup, string> = {
  tenant: "Organisations",
  consent: "Consents",
  grant: "Sign-ins at Xero",
  service: "Services",
  member: "Members",
  app: "Xero app and installation",
}
type FiltersProps = { query: EventQuery; actors: Actor[]; events: EventRow[] }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }
