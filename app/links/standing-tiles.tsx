import { cx } from "@/app/_ui/content/cx"
import { PageLink } from "@/app/_ui/frame/page-link"
import { linksHref } from "@/app/links/list-query"
import { formatCount } from "@/lib/format"
import { LINK_STANDINGS, type LinkStandingWord } from "@/lib/links/link-terms"
import { standingWord } from "@/lib/words/link-standing"
import type { LinkQuery } from "@/web/links/link-query"
import type { LinkPage } from "@/web/links/list-links"

/** How many links stand in each state; pressing a tile filters by it. States that no link is in have no tile. */
export function StandingTiles({ query, page }: { query: LinkQuery; page: LinkPage }) {
  const shown = LINK_STANDINGS.filter((one) => page.counts[one] > 0 || one === query.standing)
  return (
    <nav aria-label="Filter by state">
      <ul className="flex flex-wrap gap-2">
        <Tile query={query} standing={null} count={page.all} />
        {shown.map((one) => (
          <Tile key={one} query={query} standing={one} count={page.counts[one]} />
        ))}
      </ul>
    </nav>
  )
}

function Tile({ query, standing, count }: TileProps) {
  const chosen = query.standing === standing
  return (
    <li>
      <PageLink
        href={linksHref(query, { standing: chosen ? null : standing })}
        aria-current={chosen ? "true" : undefined}
        className={cx(
          "flex items-baseline gap-2 rounded-xl border bg-surface px-3 py-2 shadow-card transition-colors hover:bg-hover",
          chosen && "border-accent bg-accent-soft ring-1 ring-accent hover:bg-accent-soft",
        )}
      >
        <span className="font-semibold tabular-nums">{formatCount(count)}</span>
        <span className="text-muted text-xs">
          {standing === null ? "All" : standingWord(standing)}
        </span>
      </PageLink>
    </li>
  )
}

type TileProps = { query: LinkQuery; standing: LinkStandingWord | null; count: number }
