import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { Cell, Heading, Row, Table } from "@/app/_ui/content/table"
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
        head={[
          <Heading key="why" className="w-1/3">
            Why
          </Heading>,
          "Organisation",
          "From",
          "Last time",
        ]}
      >
        {denials.map((one) => (
          <DenialLine key={`${one.reason} ${one.tenantId} ${one.address}`} denial={one} />
        ))}
      </Table>
      {more ? (
        <p className="border-t px-4 py-3 text-[0.8125rem] text-muted sm:px-5">
          Only the newest are shown.
        </p>
      ) : null}
    </Card>
  )
}

function DenialLine({ denial }: { denial: DenialView }) {
  const { reason, tenantId, tenantName, address, denials, lastAt } = denial
  const words = denialText(reason)
  return (
    <Row>
      <Cell>
        <span className="[overflow-wrap:anywhere]">
          {words.charAt(0).toUpperCase() + words.slice(1)}
        </span>
      </Cell>
      <Cell label="Organisation">
        {tenantName !== null && tenantId !== null ? (
          <PageLink href={`/organisations/${tenantId}`} className="hover:text-accent">
            <Name className="line-clamp-2">{tenantName}</Name>
          </PageLink>
        ) : (
          <span className="break-all text-muted">{tenantId ?? "None given"}</span>
        )}
      </Cell>
      <Cell label="From">
        <span className="break-all font-mono text-[0.8125rem]">{address}</span>
      </Cell>
      <Cell label="Last time" className="md:whitespace-nowrap">
        <RelativeTime at={lastAt.toISOString()} />
        <p className="text-muted text-xs">{formatAmount(denials, "time")}</p>
      </Cell>
    </Row>
  )
}
