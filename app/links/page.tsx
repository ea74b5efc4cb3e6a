import { Link2, SearchX } from "lucide-react"
import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { Pagination } from "@/app/_ui/content/pagination"
import { AddressSelect } from "@/app/_ui/forms/address-select"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { SearchBox } from "@/app/_ui/forms/search-box"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { LinkDialog } from "@/app/links/link-dialog"
import { LinkTable } from "@/app/links/link-table"
import { linkParams, linkSortOptions, linksHref, parseLinkQuery } from "@/app/links/list-query"
import { StandingTiles } from "@/app/links/standing-tiles"
import { formatAmount } from "@/lib/format"
import { hasRole } from "@/lib/members/roles"
import { requireMember } from "@/web/auth/require-member"
import { LINKS_A_PAGE, type LinkQuery } from "@/web/links/link-query"
import { findLinkSettingsView } from "@/web/links/link-settings"
import { type LinkPage, listLinks } from "@/web/links/list-links"

export const metadata: Metadata = { title: "Links" }

export default async function LinksPage({ searchParams }: PageProps<"/links">) {
  const { role } = await requireMember("viewer")
  const canAct = hasRole(role, "admin")
  const query = parseLinkQuery(await searchParams)
  const [page, { returnOrigins, mailsGo }] = await Promise.all([
    listLinks(query),
    findLinkSettingsView(),
  ])
  const lastPage = Math.max(1, Math.ceil(page.matching / LINKS_A_PAGE))
  if (query.page > lastPage) redirect(linksHref(query, { page: lastPage }))
  const isFirstUse = page.all === 0 && query.search === ""
  const dialog = (
    <LinkDialog
      label="Send a link"
      tone="primary"
      disabled={!canAct}
      organisation={null}
      purposes={["connect"]}
      mayReturn={returnOrigins.length > 0}
      mailsGo={mailsGo}
    />
  )
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Links"
        hint="A link lets somebody outside connect an organisation at Xero, without an account here."
        actions={
          <>
            <LinkButton href="/links/campaigns" tone="quiet">
              Campaigns
            </LinkButton>
            {dialog}
          </>
        }
      />
      {isFirstUse ? (
        <FirstUse />
      ) : (
        <List query={query} page={page} canAct={canAct} mailsGo={mailsGo} />
      )}
    </>
  )
}

function FirstUse() {
  return (
    <EmptyState icon={<Link2 />} title="No links yet">
      <p>
        Send a link to whoever holds the rights in Xero: a client’s accountant, or the colleague who
        authorised last time. They open it, sign in at Xero and choose the organisation. It appears
        here by itself.
      </p>
      <p>To have one organisation reconnected, open its page and ask from there.</p>
    </EmptyState>
  )
}

function List({ query, page, canAct, mailsGo }: ListProps) {
  return (
    <>
      <StandingTiles query={query} page={page} />
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox
          action="/links"
          label="Search links by recipient, organisation or reference"
          search={query.search}
          hidden={linkParams({ ...query, search: "", page: 1 })}
        />
        <AddressSelect
          label="Sort by"
          className="w-44"
          value={linksHref(query)}
          options={linkSortOptions(query)}
          replaces
        />
      </div>
      {page.links.length === 0 ? (
        <EmptyState
          icon={<SearchX />}
          title="Nothing matches"
          actions={<LinkButton href="/links">Show all links</LinkButton>}
        />
      ) : (
        <>
          <div className="overflow-hidden rounded-xl border bg-surface shadow-card">
            <LinkTable links={page.links} canAct={canAct} mailsGo={mailsGo} />
          </div>
          <Pagination
            page={query.page}
            size={LINKS_A_PAGE}
            all={page.matching}
            what={(count) => formatAmount(count, "link")}
            href={(to) => linksHref(query, { page: to })}
          />
        </>
      )}
    </>
  )
}

type ListProps = { query: LinkQuery; page: LinkPage; canAct: boolean; mailsGo: boolean }
