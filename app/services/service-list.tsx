import { SearchX } from "lucide-react"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { Pagination } from "@/app/_ui/content/pagination"
import { AddressSelect } from "@/app/_ui/forms/address-select"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { SearchBox } from "@/app/_ui/forms/search-box"
import { serviceParams, servicesHref } from "@/app/services/list-query"
import { stateWord } from "@/app/services/service-badge"
import { ServiceTable } from "@/app/services/service-table"
import { formatAmount, formatCount } from "@/lib/format"
import type { ServicePage } from "@/web/services/list-services"
import { SERVICES_A_PAGE, type ServiceQuery } from "@/web/services/service-query"

/** The list: search, states, one page of rows, and links to the other pages. */
export function ServiceList({ query, page }: { query: ServiceQuery; page: ServicePage }) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox
          action="/services"
          label="Search services by name"
          search={query.search}
          hidden={serviceParams({ ...query, search: "", page: 1 })}
        />
        <AddressSelect
          label="State"
          value={servicesHref(query)}
          options={stateOptions(query, page)}
        />
      </div>
      {page.services.length === 0 ? (
        <NothingMatches query={query} />
      ) : (
        <>
          <div className="overflow-hidden rounded-xl border bg-surface shadow-card">
            <ServiceTable services={page.services} />
          </div>
          <Pagination
            page={query.page}
            size={SERVICES_A_PAGE}
            all={page.matching}
            what={(count) => formatAmount(count, "service")}
            href={(to) => servicesHref(query, { page: to })}
          />
        </>
      )}
    </>
  )
}

function stateOptions(query: ServiceQuery, { all, counts }: ServicePage) {
  const states = (["active", "disabled", "expired", "revoked"] as const).map((state) => ({
    value: servicesHref(query, { state }),
    label: `${stateWord(state)} (${formatCount(counts[state])})`,
  }))
  const every = {
    value: servicesHref(query, { state: null }),
    label: `All except revoked (${formatCount(all)})`,
  }
  return [every, ...states]
}

function NothingMatches({ query: { search, state } }: { query: ServiceQuery }) {
  return (
    <EmptyState
      icon={<SearchX />}
      title="Nothing matches"
      actions={<LinkButton href="/services">Show all services</LinkButton>}
    >
      <p>
        {search === "" ? (
          state === null ? (
            "All services are revoked."
          ) : (
            "No service has this state now."
          )
        ) : (
          <>
            No service{state === null ? "" : " with this state"} has{" "}
            <strong className="break-words font-semibold text-ink">
              <bdi>{search}</bdi>
            </strong>{" "}
            in its name.
          </>
        )}
      </p>
    </EmptyState>
  )
}
