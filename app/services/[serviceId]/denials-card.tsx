import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { Table, type TableRow } from "@/app/_ui/content/table"
import { RelativeTime } from "@/app/_ui/content/time"
import { PageLink } from "@/app/_ui/frame/page-link"
import { formatAmount } from "@/lib/format"
import type { Denials, DenialView } from "@/web/services/list-denials"
import { denialText } from "@/web/words/event-parts"

/** Refused requests of the service, with the reasons. Nothing where there are none. */
export function DenialsCard({ denials: { denials, more } }: { denials: Denials }) {
  if (denials.length === 0) return null
  return (
    <Card
      title="Refused"
      hint="Requests in the last 30 days that got no token. Newest first."
      flush
    >
      <Table
        label="Refused"
        columns={[{ title: "Why", width: "w-1/3" }, "Organisation", "From", "Last time"]}
        rows={denials.map(toRow)}
      />
      {more ? (
        <p className="border-t px-4 py-3 text-[0.8125rem] text-muted sm:px-5">
          Only the newest are shown.
        </p>
      ) : null}
    </Card>
  )
}

function toRow({ reason, tenantId, tenantName, address, denials, lastAt }: DenialView): TableRow {
  const words = denialText(reason)
  return {
    key: `${reason} ${tenantId} ${address}`,
    cells: {
      Why: (
        <span className="[overflow-wrap:anywhere]">
          {words.charAt(0).toUpperCase() + words.slice(1)}
        </span>
      ),
      Organisation:
        tenantName !== null && tenantId !== null ? (
          <PageLink href={`/organisations/${tenantId}`} className="hover:text-accent">
            <Name className="line-clamp-2">{tenantName}</Name>
          </PageLink>
        ) : (
          <span className="break-all text-muted">{tenantId ?? "None given"}</span>
        ),
      From: <span className="break-all font-mono text-[0.8125rem]">{address}</span>,
      "Last time": (
        <div className="md:whitespace-nowrap">
          <RelativeTime at={lastAt} />
          <p className="text-muted text-xs">{formatAmount(denials, "time")}</p>
        </div>
      ),
    },
  }
}
