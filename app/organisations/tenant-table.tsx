import { ArrowDown, ArrowUp } from "lucide-react"
import { cx } from "@/app/_ui/content/cx"
import { RowLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { StatusBadge } from "@/app/_ui/content/status-badge"
import { Table, type TableRow } from "@/app/_ui/content/table"
import { DateOf, Elapsed, RelativeTime, TimeLeft } from "@/app/_ui/content/time"
import { PageLink } from "@/app/_ui/frame/page-link"
import { listHref } from "@/app/organisations/list-query"
import { SelectPage, SelectRow } from "@/app/organisations/selection"
import { lastDayOf } from "@/lib/tenants/last-day"
import { ordinalWord } from "@/lib/tenants/turn"
import { describeStanding, tenantTypeWord } from "@/lib/words/tenant-status"
import type { AuthoriserCount } from "@/web/tenants/count-authorisers"
import type { TenantRow } from "@/web/tenants/list-tenants"
import type { TenantQuery, TenantSort } from "@/web/tenants/tenant-query"

const COLUMNS: { sort: TenantSort; title: string; width?: string; isBare?: boolean }[] = [
  { sort: "name", title: "Organisation", width: "w-[26%]", isBare: true },
  { sort: "attention", title: "Status", width: "w-[28%]", isBare: true },
  { sort: "valid", title: "Sign-in valid until" },
  { sort: "authorised", title: "Authorised by" },
  { sort: "verified", title: "Last verified with Xero" },
]

/** The organisations, one row each, which whoever can act selects. The whole row is a link to its page. */
export function TenantTable({ query, tenants, canAct }: TableProps) {
  const select = <SelectPage tenantIds={tenants.map((one) => one.tenantId)} />
  const direction = query.descending ? ("descending" as const) : ("ascending" as const)
  return (
    <Table
      label="Organisations"
      columns={[
        canAct && { title: "Select", heading: select, width: "w-px" },
        ...COLUMNS.map(({ sort, title, ...column }) => ({
          title,
          ...column,
          heading: <SortLink query={query} sort={sort} title={title} />,
          sorted: query.sort === sort ? direction : undefined,
        })),
      ]}
      rows={tenants.map(toRow)}
    />
  )
}

function SortLink({ query, sort, title }: SortLinkProps) {
  const sorted = query.sort === sort
  const Arrow = query.descending ? ArrowDown : ArrowUp
  return (
    <PageLink
      href={listHref(query, { sort, descending: sorted && !query.descending })}
      className={cx("inline-flex items-center gap-1 rounded hover:text-ink", sorted && "text-ink")}
    >
      {title}
      {sorted ? <Arrow aria-hidden className="size-3.5" /> : null}
    </PageLink>
  )
}

function toRow(tenant: TenantRow): TableRow {
  return {
    key: tenant.tenantId,
    cells: {
      Select: <SelectRow tenantId={tenant.tenantId} name={tenant.name} />,
      Organisation: (
        <>
          <RowLink href={`/organisations/${tenant.tenantId}`}>
            <Name className="line-clamp-2">{tenant.name}</Name>
          </RowLink>
          <p className="text-muted text-xs">{tenantTypeWord(tenant.type)}</p>
        </>
      ),
      Status: <Status tenant={tenant} />,
      "Sign-in valid until": <ValidUntil tenant={tenant} />,
      "Authorised by": (
        <>
          <Name className="line-clamp-2">{tenant.xeroUserName}</Name>
          <p className="text-muted text-xs">
            <DateOf at={tenant.consentedAt} />
          </p>
          <AuthoriserNote of={tenant.authorisers} />
        </>
      ),
      "Last verified with Xero": <RelativeTime at={tenant.lastVerifiedAt} />,
    },
  }
}

function Status({ tenant: { status, reason, failingSince } }: { tenant: TenantRow }) {
  const { word, line } = describeStanding(status, reason)
  return (
    <>
      <StatusBadge status={status} word={word} />
      <p className="mt-1 text-[0.8125rem] text-muted">
        {line}
        <Since at={failingSince} status={status} />
      </p>
    </>
  )
}

/** Which of several authorisers serves it, and whether one alone carries what services read daily. */
function AuthoriserNote({ of }: { of: TenantRow["authorisers"] }) {
  const text = of === null ? null : authoriserText(of)
  if (of === null || text === null) return null
  const isRisk = of.number > 1 || (of.working === 1 && of.isReadDaily)
  return <p className={cx("text-xs", isRisk ? "text-warn" : "text-muted")}>{text}</p>
}

function authoriserText({ count, working, number, isReadDaily }: AuthoriserCount): string | null {
  if (number > 1) return `its ${ordinalWord(number)} of ${count} authorisers`
  if (count === 1) return isReadDaily ? "only one authoriser, read daily" : null
  return `first of ${count} authorisers${working === 1 ? ", the only one that works" : ""}`
}

function Since({ at, status }: { at: Date | null; status: string }) {
  if (at === null || (status !== "xero_not_answering" && status !== "paused")) return null
  return (
    <>
      {" · for "}
      <Elapsed since={at} />
    </>
  )
}

function ValidUntil({ tenant }: { tenant: TenantRow }) {
  const { status, reason, grantEndedAt, refreshTokenExpiresAt } = tenant
  if (status === "removed" || reason === "handed_over")
    return <span className="text-muted">{describeStanding(status, reason).word}</span>
  const ended = status === "reconnect_needed" ? (grantEndedAt ?? refreshTokenExpiresAt) : null
  if (ended) {
    return (
      <>
        <span className="text-danger">Ended</span>
        <p className="text-muted text-xs">
          <DateOf at={ended} />
        </p>
      </>
    )
  }
  const until = lastDayOf(refreshTokenExpiresAt)
  if (until === null) return <span className="text-muted">Does not expire</span>
  return (
    <>
      <DateOf at={until} />
      <p className={cx("text-xs", status === "expiring_soon" ? "text-warn" : "text-muted")}>
        <TimeLeft until={until} />
      </p>
    </>
  )
}

type TableProps = { query: TenantQuery; tenants: TenantRow[]; canAct: boolean }
type SortLinkProps = { query: TenantQuery; sort: TenantSort; title: string }
