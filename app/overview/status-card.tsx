import { Card } from "@/app/_ui/content/card"
import { CardLink } from "@/app/_ui/content/links"
import { StatusSign } from "@/app/_ui/content/status-badge"
import { PageLink } from "@/app/_ui/frame/page-link"
import { listHref } from "@/app/organisations/list-query"
import { formatCount } from "@/lib/format"
import { TENANT_STATUSES } from "@/lib/tenants/status"
import { countedWord } from "@/lib/words/counted-word"
import type { TenantPage } from "@/web/tenants/list-tenants"
import { EVERYTHING } from "@/web/tenants/tenant-query"

/** How many organisations have each status; each line leads to them. */
export function StatusCard({ page }: { page: TenantPage }) {
  const present = TENANT_STATUSES.filter((status) => page.counts[status] > 0)
  return (
    <Card title="Organisations" actions={<CardLink href="/organisations">Show all</CardLink>} flush>
      <ul aria-label="Organisations by status" className="py-1.5">
        {present.map((status) => (
          <li key={status}>
            <PageLink
              href={listHref(EVERYTHING, { status })}
              className="flex items-center gap-2 px-4 py-1.5 hover:bg-hover sm:px-5 [&_svg]:size-4"
            >
              <StatusSign status={status} />
              <span className="flex-1">
                {countedWord(status, { count: page.counts[status], handedOver: page.handedOver })}
              </span>
              <span className="tabular-nums">{formatCount(page.counts[status])}</span>
            </PageLink>
          </li>
        ))}
      </ul>
    </Card>
  )
}
