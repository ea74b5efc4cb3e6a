import { AddressSelect } from "@/app/_ui/forms/address-select"
import { SubmitButton } from "@/app/_ui/forms/button"
import { CONTROL_LOOK } from "@/app/_ui/forms/field"
import { HiddenFields } from "@/app/_ui/forms/hidden-fields"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { activityEntries, activityHref } from "@/app/activity/activity-query"
import { EVENT_GROUPS, type EventGroup, type EventQuery, NO_MEMBER } from "@/web/audit/event-query"
import type { Actor, EventRow } from "@/web/audit/list-events"

const TYPED = ["from", "to", "address"] as const

/** Who, what, where and when; all of it stands in the address. */
export function Filters({ query, actors, events }: FiltersProps) {
  const organisation = events.find((event) => event.tenant?.tenantId === query.tenantId)?.tenant
  const service = events.find((event) => event.service?.id === query.serviceId)?.service
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <AddressSelect
          label="Kind of event"
          value={activityHref(query)}
          options={kindOptions(query)}
        />
        <AddressSelect
          label="Member"
          value={activityHref(query)}
          options={memberOptions(query, actors)}
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
      <TypedFilters query={query} />
    </div>
  )
}

/** A plain form that asks for the same page, so it works without scripts. */
function TypedFilters({ query }: { query: EventQuery }) {
  const cleared = { from: null, to: null, address: null }
  const isSet = TYPED.some((name) => query[name] !== null)
  return (
    <form action="/activity" className="flex flex-wrap items-end gap-2">
      <HiddenFields
        of={Object.fromEntries(activityEntries({ ...query, ...cleared, before: null }))}
      />
      <TypedFilter label="From (UTC)" type="date" name="from" value={query.from} />
      <TypedFilter label="To (UTC)" type="date" name="to" value={query.to} />
      <TypedFilter
        label="IP address"
        type="text"
        name="address"
        value={query.address}
        placeholder="203.0.113.7"
      />
      <SubmitButton>Filter</SubmitButton>
      {isSet ? <LinkButton href={activityHref(query, cleared)}>Clear</LinkButton> : null}
    </form>
  )
}

function TypedFilter({ label, type, name, value, placeholder }: TypedFilterProps) {
  return (
    <label className="grid gap-1 font-medium text-sm max-sm:w-full">
      {label}
      <input
        // Without the key a cleared filter would keep what was typed.
        key={value}
        type={type}
        name={name}
        defaultValue={value ?? ""}
        placeholder={placeholder}
        maxLength={45}
        className={CONTROL_LOOK}
      />
    </label>
  )
}

function kindOptions(query: EventQuery) {
  const one = query.kind === null ? [] : [{ value: activityHref(query), label: query.kind }]
  return [
    { value: activityHref(query, { group: null, kind: null }), label: "All kinds" },
    ...EVENT_GROUPS.map((group) => ({
      value: activityHref(query, { group, kind: null }),
      label: GROUP_WORDS[group],
    })),
    ...one,
  ]
}

function memberOptions(query: EventQuery, actors: Actor[]) {
  return [
    { value: activityHref(query, { memberId: null }), label: "Everyone" },
    ...actors.map(({ id, name }) => ({
      value: activityHref(query, { memberId: id }),
      label: name,
    })),
    { value: activityHref(query, { memberId: NO_MEMBER }), label: "No member" },
  ]
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

const GROUP_WORDS: Record<EventGroup, string> = {
  tenant: "Organisations",
  consent: "Consents",
  grant: "Sign-ins to Xero",
  service: "Services",
  member: "Members",
  app: "Settings and installation",
}
type FiltersProps = { query: EventQuery; actors: Actor[]; events: EventRow[] }
type TypedFilterProps = {
  label: string
  type: "date" | "text"
  name: (typeof TYPED)[number]
  value: string | null
  placeholder?: string
}
