import { Download, SearchX } from "lucide-react"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { Name } from "@/app/_ui/content/name"
import { Pagination } from "@/app/_ui/content/pagination"
import { AddressSelect } from "@/app/_ui/forms/address-select"
import { buttonLook } from "@/app/_ui/forms/button-look"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { SearchBox } from "@/app/_ui/forms/search-box"
import { ConnectHelp } from "@/app/organisations/connect-help"
import {
  conditionOptions,
  exportHref,
  listHref,
  listParams,
  sortOptions,
} from "@/app/organisations/list-query"
import { SelectionBar } from "@/app/organisations/selection-bar"
import { StatusTiles } from "@/app/organisations/status-tiles"
import { TenantTable } from "@/app/organisations/tenant-table"
import { formatAmount, formatCount } from "@/lib/format"
import type { XeroAppView } from "@/web/consents/get-xero-app-view"
import type { TenantPage } from "@/web/tenants/list-tenants"
import { PAGE_SIZE, type TenantQuery } from "@/web/tenants/tenant-query"

/** The list: tiles, search, one page of rows, and links to the other pages. */
export function TenantList({ query, page, app, services, canAct }: TenantListProps) {
  return (
    <>
      <StatusTiles query={query} page={page} />
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox
          action="/organisations"
          label="Search organisations by name"
          search={query.search}
          hidden={listParams({ ...query, search: "", page: 1 })}
        />
        <AddressSelect
          replaces
          label="Sort by"
          className="w-52 md:hidden"
          value={listHref(query)}
          options={sortOptions(query)}
        />
        <AddressSelect
          replaces
          label="Show"
          className="w-60"
          value={listHref(query)}
          options={conditionOptions(query)}
        />
        <a href={exportHref(query)} download className={buttonLook("secondary", "md")}>
          <Download />
          Export CSV
        </a>
        <LinkButton href="/organisations/jobs" tone="quiet">
          Jobs
        </LinkButton>
        <RemovedSwitch query={query} count={page.counts.removed} />
        {query.grantId === null ? null : (
          <LinkButton href={listHref(query, { grantId: null })}>
            <span className="max-w-72 truncate sm:max-w-md">
              Only the consent of <Name>{page.coveredBy ?? "one Xero user"}</Name>
            </span>
            <span aria-hidden>×</span>
            <span className="sr-only">: show all organisations</span>
          </LinkButton>
        )}
      </div>
      {page.tenants.length === 0 ? (
        <NothingMatches query={query} />
      ) : (
        <>
          <div className="overflow-hidden rounded-xl border bg-surface shadow-card">
            <TenantTable query={query} tenants={page.tenants} canAct={canAct} />
          </div>
          <Pagination
            page={query.page}
            size={PAGE_SIZE}
            all={page.matching}
            what={(count) => formatAmount(count, "organisation")}
            href={(to) => listHref(query, { page: to })}
          />
          {canAct && query.status !== "removed" ? (
            <SelectionBar
              filter={filterOf(query)}
              shown={page.tenants.length}
              matching={page.matching}
              services={services}
            />
          ) : null}
        </>
      )}
      <details className="rounded-xl border bg-surface px-4 py-3 text-[0.8125rem] shadow-card">
        <summary className="font-medium">Xero does not send you back? What to check</summary>
        <div className="pt-4 pb-1">
          <ConnectHelp app={app} />
        </div>
      </details>
    </>
  )
}

/** The list leaves out organisations that a member disconnected here, unless the reader asks for them. */
function RemovedSwitch({ query, count }: { query: TenantQuery; count: number }) {
  const chosen = query.status === "removed"
  if (count === 0 && !chosen) return null
  return (
    <LinkButton href={listHref(query, { status: chosen ? null : "removed" })} tone="quiet">
      {chosen ? "Back to connected organisations" : `Show ${formatCount(count)} disconnected here`}
    </LinkButton>
  )
}

function NothingMatches({ query }: { query: TenantQuery }) {
  return (
    <EmptyState
      icon={<SearchX />}
      title="Nothing matches"
      actions={<LinkButton href="/organisations">Show all organisations</LinkButton>}
    >
      <p>
        {query.search === "" ? (
          `No organisation${query.grantId ? " on this consent" : ""} has this status now.`
        ) : (
          <>
            No organisation{query.status ? " with this status" : ""} has{" "}
            <strong className="break-words font-semibold text-ink">
              <bdi>{query.search}</bdi>
            </strong>{" "}
            in its name.
          </>
        )}
      </p>
    </EmptyState>
  )
}

function filterOf({ search, status, grantId, only }: TenantQuery) {
  return { search, status, grantId, only }
}

type TenantListProps = {
  query: TenantQuery
  page: TenantPage
  app: XeroAppView
  /** Those that organisations can be added to. */
  services: { serviceId: string; name: string }[]
  canAct: boolean
}
