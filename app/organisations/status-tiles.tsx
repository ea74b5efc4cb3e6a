import { Send } from "lucide-react"
import { cx } from "@/app/_ui/content/cx"
import { StatusSign } from "@/app/_ui/content/status-badge"
import { PageLink } from "@/app/_ui/frame/page-link"
import { listHref } from "@/app/organisations/list-query"
import { formatCount } from "@/lib/format"
import { needsPerson, TENANT_STATUSES, type TenantStatus } from "@/lib/tenants/status"
import { countedWord } from "@/lib/words/counted-word"
import { countOpenLinks } from "@/web/links/list-links"
import type { TenantPage } from "@/web/tenants/list-tenants"
import type { TenantQuery } from "@/web/tenants/tenant-query"

const TILES = TENANT_STATUSES.filter((one) => one !== "removed")

/** How many organisations have each status; pressing a tile filters by it. Narrow screens hide empty tiles. */
export function StatusTiles({ query, page }: { query: TenantQuery; page: TenantPage }) {
  return (
    <nav aria-label="Filter by status">
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-8">
        <Tile query={query} status={null} count={page.all} />
        {TILES.map((status) => (
          <Tile
            key={status}
            query={query}
            status={status}
            count={page.counts[status]}
            handedOver={page.handedOver}
          />
        ))}
        <LinksTile />
      </ul>
    </nav>
  )
}

function Tile({ query, status, count, handedOver = 0 }: TileProps) {
  const chosen = query.status === status
  const loud = status !== null && needsPerson(status) && count > 0
  return (
    <li className={cx(count === 0 && !chosen && status !== null && "max-lg:hidden")}>
      <PageLink
        href={listHref(query, { status: chosen ? null : status })}
        aria-current={chosen ? "true" : undefined}
        className={cx(
          TILE,
          chosen && "border-accent bg-accent-soft ring-1 ring-accent hover:bg-accent-soft",
        )}
      >
        <Count count={count} loud={loud} />
        <span className="flex min-w-0 items-center gap-1.5 text-muted max-sm:[&_svg]:hidden text-xs [&_svg]:size-3.5 [&_svg]:shrink-0">
          {status && count > 0 ? <StatusSign status={status} /> : null}
          {status === null ? "All" : countedWord(status, { count, handedOver })}
        </span>
      </PageLink>
    </li>
  )
}

/** How many links wait for somebody outside. */
async function LinksTile() {
  const count = await countOpenLinks()
  return (
    <li className={cx(count === 0 && "max-lg:hidden")}>
      <PageLink href="/links" className={TILE}>
        <Count count={count} />
        <span className="flex min-w-0 items-center gap-1.5 text-muted text-xs max-sm:[&_svg]:hidden [&_svg]:size-3.5 [&_svg]:shrink-0">
          {count > 0 ? <Send /> : null}
          Open links
        </span>
      </PageLink>
    </li>
  )
}

function Count({ count, loud = false }: { count: number; loud?: boolean }) {
  return (
    <span
      className={cx(
        "font-semibold text-base tabular-nums leading-tight sm:text-lg",
        loud && "text-danger",
        count === 0 && "text-muted",
      )}
    >
      {formatCount(count)}
    </span>
  )
}

const TILE =
  "flex h-full items-baseline gap-x-2 rounded-xl border bg-surface px-3 py-2 shadow-card transition-colors hover:bg-hover sm:grid sm:content-between sm:gap-1 sm:py-2.5"

type TileProps = {
  query: TenantQuery
  status: TenantStatus | null
  count: number
  /** How many of them are handed over, where they are paused. */
  handedOver?: number
}
