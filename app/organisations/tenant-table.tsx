import { ArrowDown, ArrowUp } from "lucide-react"
import { cx } from "@/app/_ui/content/cx"
import { RowLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { StatusBadge } from "@/app/_ui/content/status-badge"
import { Cell, Heading, Row, Table } from "@/app/_ui/content/table"
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

const COLUMNS: { sort: TenantSort; label: string; width: string }[] = [
  { sort: "name", label: "Organisation", width: "w-[26%]" },
  { sort: "attention", label: "Status", width: "w-[28%]" },
  { sort: "valid", label: "Sign-in valid until", width: "" },
  { sort: "authorised", label: "Authorised by", width: "" },
  { sort: "verified", label: "Last verified with Xero", width: "" },
]

/** The organisations, one row each, which whoever can act selects. The whole row is a link to its page. */
export function TenantTable({ query, tenants, canAct }: TableProps) {
  return (
    <Table
      label="Organisations"
      head={[
        canAct && (
          <Heading key="select" className="w-px">
            <SelectPage tenantIds={tenants.map((one) => one.tenantId)} />
          </Heading>
        ),
        ...COLUMNS.map((column) => <SortHeading key={column.sort} query={query} {...column} />),
      ]}
    >
      {tenants.map((tenant) => (
        <TenantLine key={tenant.tenantId} tenant={tenant} canAct={canAct} />
      ))}
    </Table>
  )
}

function SortHeading({ query, sort, label, width }: SortHeadingProps) {
  const sorted = query.sort === sort
  const Arrow = query.descending ? ArrowDown : ArrowUp
  return (
    <Heading
      className={width}
      aria-sort={sorted ? (query.descending ? "descending" : "ascending") : undefined}
    >
      <PageLink
        href={listHref(query, { sort, descending: sorted && !query.descending })}
        className={cx(
          "inline-flex items-center gap-1 rounded hover:text-ink",
          sorted && "text-ink",
        )}
      >
        {label}
        {sorted ? <Arrow aria-hidden className="size-3.5" /> : null}
      </PageLink>
    </Heading>
  )
}

function TenantLine({ tenant, canAct }: { tenant: TenantRow; canAct: boolean }) {
  const { word, line } = describeStanding(tenant.status, tenant.reason)
  return (
    <Row>
      {canAct ? (
        <Cell>
          <SelectRow tenantId={tenant.tenantId} name={tenant.name} />
        </Cell>
      ) : null}
      <Cell>
        <RowLink href={`/organisations/${tenant.tenantId}`}>
          <Name className="line-clamp-2">{tenant.name}</Name>
        </RowLink>
        <p className="text-muted text-xs">{tenantTypeWord(tenant.type)}</p>
      </Cell>
      <Cell>
        <StatusBadge status={tenant.status} word={word} />
        <p className="mt-1 text-[0.8125rem] text-muted">
          {line}
          <Since at={tenant.failingSince} status={tenant.status} />
        </p>
      </Cell>
      <Cell label="Sign-in valid">
        <ValidUntil tenant={tenant} />
      </Cell>
      <Cell label="Authorised by">
        <Name className="line-clamp-2">{tenant.xeroUserName}</Name>
        <p className="text-muted text-xs">
          <DateOf at={tenant.consentedAt.toISOString()} />
        </p>
        <AuthoriserNote of={tenant.authorisers} />
      </Cell>
      <Cell label="Last verified">
        <RelativeTime at={tenant.lastVerifiedAt.toISOString()} />
      </Cell>
    </Row>
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
      <Elapsed since={at.toISOString()} />
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
          <DateOf at={ended.toISOString()} />
        </p>
      </>
    )
  }
  const until = lastDayOf(refreshTokenExpiresAt)?.toISOString()
  if (until === undefined) return <span className="text-muted">Does not expire</span>
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
type SortHeadingProps = { query: TenantQuery; sort: TenantSort; label: string; width: string }
