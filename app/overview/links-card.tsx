import { Card } from "@/app/_ui/content/card"
import { PageLink } from "@/app/_ui/frame/page-link"
import { linksHref } from "@/app/links/list-query"
import { formatAmount, formatCount } from "@/lib/format"
import type { LinkStandingWord } from "@/lib/links/link-terms"
import { standingWord } from "@/lib/words/link-standing"
import { ALL_LINKS } from "@/web/links/link-query"
import type { Held } from "@/web/links/list-held"
import type { LinkCounts } from "@/web/links/list-links"

const WAITING: LinkStandingWord[] = ["made", "sent", "opened", "at_xero", "failed"]

/** The links that somebody outside has still to use, and what came by links and waits for an admin; nothing if there is none. */
export function LinksCard({ counts, held }: { counts: LinkCounts; held: Held }) {
  const waiting = WAITING.filter((standing) => counts[standing] > 0)
  if (waiting.length === 0 && held.count === 0) return null
  return (
    <Card title="Open links" flush>
      <ul aria-label="Open links" className="py-1.5">
        {waiting.map((standing) => (
          <li key={standing}>
            <PageLink
              href={linksHref(ALL_LINKS, { standing })}
              className="flex items-center gap-2 px-4 py-1.5 hover:bg-hover sm:px-5"
            >
              <span className="flex-1">{standingWord(standing)}</span>
              <span className="tabular-nums">{formatCount(counts[standing])}</span>
            </PageLink>
          </li>
        ))}
        {held.count === 0 ? null : (
          <li>
            <PageLink href="/organisations" className="block px-4 py-1.5 hover:bg-hover sm:px-5">
              {formatAmount(held.count, "organisation waits", "organisations wait")} for approval
            </PageLink>
          </li>
        )}
      </ul>
    </Card>
  )
}
