import { RowLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { Cell, Heading, Row, Table } from "@/app/_ui/content/table"
import { RelativeTime } from "@/app/_ui/content/time"
import { Expiry } from "@/app/services/expiry"
import { ServiceBadge } from "@/app/services/service-badge"
import { formatAmount } from "@/lib/format"
import type { ServiceRow } from "@/web/services/list-services"

/** The services, one row each. The whole row is a link to its page. */
export function ServiceTable({ services }: { services: ServiceRow[] }) {
  return (
    <Table
      label="Services"
      head={[
        <Heading key="service" className="w-[34%]">
          Service
        </Heading>,
        "State",
        "Organisations",
        "Last token fetch",
        "Expires",
      ]}
    >
      {services.map((service) => (
        <ServiceLine key={service.serviceId} service={service} />
      ))}
    </Table>
  )
}

function ServiceLine({ service }: { service: ServiceRow }) {
  const { serviceId, name, state, lastFetchAt, expiresAt } = service
  return (
    <Row>
      <Cell>
        <RowLink href={`/services/${serviceId}`}>
          <Name className="line-clamp-2">{name}</Name>
        </RowLink>
        <p className="truncate font-mono text-muted text-xs">{serviceId}</p>
      </Cell>
      <Cell label="State">
        <ServiceBadge state={state} />
      </Cell>
      <Cell label="Organisations">{reachText(service)}</Cell>
      <Cell label="Last fetch">
        {lastFetchAt === null ? (
          <span className="text-muted">Never</span>
        ) : (
          <RelativeTime at={lastFetchAt.toISOString()} />
        )}
      </Cell>
      <Cell label="Expires">
        {state === "revoked" ? <span className="text-muted">–</span> : <Expiry at={expiresAt} />}
      </Cell>
    </Row>
  )
}

function reachText({ state, reach, chosen }: ServiceRow): string {
  if (state === "revoked") return "None"
  return reach === "all" ? "All" : formatAmount(chosen, "organisation")
}
