import { RowLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { Table } from "@/app/_ui/content/table"
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
      columns={[
        { title: "Service", width: "w-[34%]" },
        "State",
        "Organisations",
        "Last token fetch",
        "Expires",
      ]}
      rows={services.map((service) => ({
        key: service.serviceId,
        cells: {
          Service: <Service service={service} />,
          State: <ServiceBadge state={service.state} />,
          Organisations: reachText(service),
          "Last token fetch": <RelativeTime at={service.lastFetchAt} none="Never" />,
          Expires:
            service.state === "revoked" ? (
              <span className="text-muted">–</span>
            ) : (
              <Expiry at={service.expiresAt} />
            ),
        },
      }))}
    />
  )
}

function Service({ service: { serviceId, name } }: { service: ServiceRow }) {
  return (
    <>
      <RowLink href={`/services/${serviceId}`}>
        <Name className="line-clamp-2">{name}</Name>
      </RowLink>
      <p className="truncate font-mono text-muted text-xs">{serviceId}</p>
    </>
  )
}

function reachText({ state, reach, chosen }: ServiceRow): string {
  if (state === "revoked") return "None"
  return reach === "all" ? "All" : formatAmount(chosen, "organisation")
}
