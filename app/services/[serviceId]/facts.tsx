import { Card } from "@/app/_ui/content/card"
import { Fact } from "@/app/_ui/content/fact"
import { Name } from "@/app/_ui/content/name"
import { DateTimeOf, RelativeTime } from "@/app/_ui/content/time"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import { RIGHT_TEXTS } from "@/app/_words/service-right-text"
import { Expiry } from "@/app/services/expiry"
import { formatAmount } from "@/lib/format"
import type { Endpoints } from "@/web/services/endpoints"
import type { ServiceDetail } from "@/web/services/find-service"

/** What an admin wants to know at a glance: its organisations, networks, expiry and last use. */
export function Facts({ service }: { service: ServiceDetail }) {
  const { lastFetchAt, createdAt, createdByName, expiresAt, state } = service
  return (
    <Card>
      <dl className="grid gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
        <Fact label="Organisations">{reachText(service)}</Fact>
        <Fact label="Last token fetch">
          <RelativeTime at={lastFetchAt} none="Never" />
        </Fact>
        <Fact label="Expires">{state === "revoked" ? "–" : <Expiry at={expiresAt} />}</Fact>
        <Fact label="Added">
          <DateTimeOf at={createdAt} />
          <p className="text-[0.8125rem] text-muted">
            by <Name>{createdByName}</Name>
          </p>
        </Fact>
        <Fact label="Allowed networks">
          <Networks service={service} />
        </Fact>
        <Fact label="Rights">{rightsText(service)}</Fact>
      </dl>
    </Card>
  )
}

/** What the program needs, except the secret. Of a revoked service only the client id, to find the program by. */
export function Addresses({ service, endpoints }: AddressesProps) {
  const clientId = (
    <Fact label="Client id">
      <CopyableId text={service.serviceId} what="the client id" />
    </Fact>
  )
  if (service.state === "revoked") {
    return (
      <Card title="For the program">
        <dl>{clientId}</dl>
      </Card>
    )
  }
  return (
    <Card title="For the program">
      <dl className="grid gap-3">
        {clientId}
        <Fact label="Token URL">
          <CopyableId text={endpoints.tokenUrl} what="the token URL" />
        </Fact>
        <Fact label="API: organisations and their statuses">
          <CopyableId text={`${endpoints.apiUrl}/tenants`} what="the API’s address" />
          <p className="text-[0.8125rem]">
            <a href="/api/v1/docs" className="text-accent hover:underline">
              API documentation
            </a>
          </p>
        </Fact>
      </dl>
    </Card>
  )
}

function Networks({ service }: { service: ServiceDetail }) {
  if (service.state === "revoked") return "–"
  if (service.networks.length === 0) return "Any"
  return (
    <ul className="font-mono text-[0.8125rem]">
      {service.networks.map((network) => (
        <li key={network} className="break-all">
          {network}
        </li>
      ))}
    </ul>
  )
}

function reachText({ state, reach, chosen }: ServiceDetail): string {
  if (state === "revoked") return "None"
  return reach === "all" ? "All, now and in future" : formatAmount(chosen, "organisation")
}

function rightsText({ state, rights }: ServiceDetail): string {
  if (state === "revoked") return "None"
  return ["Fetch tokens", ...rights.map((right) => RIGHT_TEXTS[right].name)].join(", ")
}

type AddressesProps = { service: ServiceDetail; endpoints: Endpoints }
