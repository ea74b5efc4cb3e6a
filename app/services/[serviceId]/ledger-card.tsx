import { Banner } from "@/app/_ui/content/banner"
import { Card } from "@/app/_ui/content/card"
import { cx } from "@/app/_ui/content/cx"
import { RowLink, TextLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { Pagination } from "@/app/_ui/content/pagination"
import { StatusBadge } from "@/app/_ui/content/status-badge"
import { Table } from "@/app/_ui/content/table"
import { DateOf, RelativeTime } from "@/app/_ui/content/time"
import { PageLink } from "@/app/_ui/frame/page-link"
import { DayChart } from "@/app/services/[serviceId]/day-chart"
import { ledgerHref } from "@/app/services/[serviceId]/ledger-query"
import { formatAmount, formatCount } from "@/lib/format"
import { describeStanding } from "@/lib/words/tenant-status"
import type { ServiceDetail } from "@/web/services/find-service"
import type { FetchDay } from "@/web/services/list-fetch-days"
import type { LedgerPage, LedgerRow } from "@/web/services/list-ledger"
import { LEDGER_ROWS_A_PAGE, type LedgerQuery } from "@/web/services/service-query"
import type { Usage } from "@/web/services/usage"

/** What the service fetched by day and organisation, and what access it does not use. */
export function LedgerCard({ service, days, page, query }: LedgerCardProps) {
  return (
    <Card
      title="Ledger"
      hint="The organisations it fetched access tokens for, how often, and when."
      flush
    >
      <div className="grid gap-4 px-4 py-4 sm:px-5">
        <DayChart days={days} />
        <UnusedNotice service={service} unused={page.unused} query={query} />
      </div>
      {page.rows.length === 0 ? (
        <p className="border-t px-4 py-4 text-muted sm:px-5">
          {query.only === "unused"
            ? "It uses all of its access."
            : "It has access to no organisation and has never fetched a token."}
        </p>
      ) : (
        <div className="border-t">
          <LedgerTable rows={page.rows} />
          <Pages service={service} page={page} query={query} />
        </div>
      )}
    </Card>
  )
}

function UnusedNotice({ service, unused, query }: UnusedProps) {
  const { serviceId, state, reach } = service
  if (query.only === "unused") {
    return (
      <p>
        <TextLink href={ledgerHref(serviceId, { only: null, page: 1 })}>
          Show the whole ledger
        </TextLink>
      </p>
    )
  }
  if (unused === 0 || state === "revoked") return null
  return (
    <Banner
      tone="warning"
      title={`It does not use its access to ${formatAmount(unused, "organisation")}`}
      quiet
    >
      <p>
        {reach === "all"
          ? "It has fetched no tokens for them in 30 days. If it does not need them, press Change and limit it to chosen organisations. A leaked secret then does less harm."
          : "It has fetched no tokens for them in 30 days. If it does not need them, press Change and remove them. A leaked secret then does less harm."}
      </p>
      <p>
        <PageLink
          href={ledgerHref(serviceId, { only: "unused", page: 1 })}
          className="text-accent underline underline-offset-2"
        >
          Show unused access
        </PageLink>
      </p>
    </Banner>
  )
}

function LedgerTable({ rows }: { rows: LedgerRow[] }) {
  return (
    <Table
      label="Ledger"
      columns={[
        { title: "Organisation", width: "w-2/5" },
        "Fetches in 30 days",
        "Last fetch",
        "Access since",
      ]}
      rows={rows.map((row) => ({
        key: row.tenantId,
        cells: {
          Organisation: <Organisation row={row} />,
          "Fetches in 30 days": (
            <span className="tabular-nums">{formatCount(row.recentFetches)}</span>
          ),
          "Last fetch": (
            <>
              {row.lastFetchAt === null ? null : <RelativeTime at={row.lastFetchAt} />}
              <UsageLine usage={row.usage} />
            </>
          ),
          "Access since": <DateOf at={row.allowedSince} none="No access now" />,
        },
      }))}
    />
  )
}

function Organisation({ row: { tenantId, name, standing } }: { row: LedgerRow }) {
  if (standing === null) return <Name className="line-clamp-2 font-medium">{name}</Name>
  const { word } = describeStanding(standing.status, standing.reason)
  return (
    <>
      <RowLink href={`/organisations/${tenantId}`}>
        <Name className="line-clamp-2">{name}</Name>
      </RowLink>
      {standing.status === "healthy" ? null : (
        <p className="mt-1">
          <StatusBadge status={standing.status} word={word} />
        </p>
      )}
    </>
  )
}

function UsageLine({ usage }: { usage: Usage }) {
  const known = USAGES[usage]
  if (known === null) return null
  return <p className={cx("text-[0.8125rem]", known.look)}>{known.text}</p>
}

function Pages({ service: { serviceId }, page, query }: PagesProps) {
  if (page.rows.length === page.matching) return null
  return (
    <div className="border-t px-4 py-3 sm:px-5">
      <Pagination
        label="Pages of the ledger"
        page={query.page}
        size={LEDGER_ROWS_A_PAGE}
        all={page.matching}
        what={(count) => formatAmount(count, "organisation")}
        href={(to) => ledgerHref(serviceId, { ...query, page: to })}
      />
    </div>
  )
}

const USAGES: Record<Usage, { text: string; look: string } | null> = {
  used: null,
  past: null,
  new: { text: "Not used yet", look: "text-muted" },
  never: { text: "Never fetched", look: "text-warn" },
  idle: { text: "Not in 30 days", look: "text-warn" },
}
type LedgerCardProps = {
  service: ServiceDetail
  days: FetchDay[]
  page: LedgerPage
  query: LedgerQuery
}
type UnusedProps = { service: ServiceDetail; unused: number; query: LedgerQuery }
type PagesProps = { service: ServiceDetail; page: LedgerPage; query: LedgerQuery }
