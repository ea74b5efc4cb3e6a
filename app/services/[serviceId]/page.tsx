import type { Metadata } from "next"
import { notFound, redirect } from "next/navigation"
import { cache } from "react"
import { BackLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { Timeline } from "@/app/activity/timeline"
import { ServiceActions } from "@/app/services/[serviceId]/components"
import { DenialsCard } from "@/app/services/[serviceId]/denials-card"
import { Examples } from "@/app/services/[serviceId]/examples"
import { Addresses, Facts } from "@/app/services/[serviceId]/facts"
import { LedgerCard } from "@/app/services/[serviceId]/ledger-card"
import { ledgerHref, parseLedgerQuery } from "@/app/services/[serviceId]/ledger-query"
import { SecretsCard } from "@/app/services/[serviceId]/secrets-card"
import { StateNotice } from "@/app/services/[serviceId]/state-notice"
import { ServiceBadge } from "@/app/services/service-badge"
import { formatAmount, isolate } from "@/lib/format"
import { hasRole } from "@/lib/members/roles"
import { listServiceEvents } from "@/web/audit/list-events"
import { requireMember } from "@/web/auth/require-member"
import { getEndpoints } from "@/web/services/endpoints"
import { findService, type ServiceDetail } from "@/web/services/find-service"
import { listReached } from "@/web/services/list-choices"
import { listDenials } from "@/web/services/list-denials"
import { type FetchDay, listFetchDays } from "@/web/services/list-fetch-days"
import { listLedger } from "@/web/services/list-ledger"
import { LEDGER_ROWS_A_PAGE } from "@/web/services/service-query"

const EVENTS_SHOWN = 30
const EXAMPLES_OFFERED = 100
// The title and the page share one query.
const findOnce = cache(findService)

export async function generateMetadata({
  params,
}: PageProps<"/services/[serviceId]">): Promise<Metadata> {
  const service = await findOnce((await params).serviceId)
  return { title: isolate(service?.label ?? "Not found") }
}

export default async function ServicePage({
  params,
  searchParams,
}: PageProps<"/services/[serviceId]">) {
  const { role } = await requireMember("viewer")
  const canAct = hasRole(role, "admin")
  const service = await findOnce((await params).serviceId)
  if (service === null) notFound()
  const { serviceId, state } = service
  const query = parseLedgerQuery(await searchParams)
  const [page, days, denials, reached, events] = await Promise.all([
    listLedger(serviceId, query),
    listFetchDays(serviceId),
    listDenials(serviceId),
    listReached(serviceId, EXAMPLES_OFFERED + 1),
    listServiceEvents(serviceId, EVENTS_SHOWN),
  ])
  const lastPage = Math.max(1, Math.ceil(page.matching / LEDGER_ROWS_A_PAGE))
  if (query.page > lastPage) redirect(ledgerHref(serviceId, { ...query, page: lastPage }))
  const endpoints = getEndpoints()
  const { tokenUrl } = endpoints
  return (
    <>
      <LiveRefresh />
      <PageHeader
        above={<BackLink href="/services">Services</BackLink>}
        title={<Name>{service.label}</Name>}
        hint={<ServiceBadge state={state} />}
      />
      <StateNotice service={service} />
      {state === "revoked" ? null : (
        <ServiceActions
          service={{ serviceId, name: service.label, state }}
          canAct={canAct}
          stops={stopsText(service, days)}
          tokenUrl={tokenUrl}
        />
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="grid gap-5">
          <Facts service={service} />
          <LedgerCard service={service} days={days} page={page} query={query} />
          <DenialsCard denials={denials} />
          {state === "revoked" ? null : (
            <Examples
              clientId={serviceId}
              tokenUrl={tokenUrl}
              organisations={reached.slice(0, EXAMPLES_OFFERED)}
              more={reached.length > EXAMPLES_OFFERED}
            />
          )}
          <Timeline events={events} href={`/activity?service=${serviceId}`} />
        </div>
        <div className="grid gap-5">
          {state === "revoked" ? null : (
            <SecretsCard service={service} canAct={canAct} tokenUrl={tokenUrl} />
          )}
          <Addresses service={service} endpoints={endpoints} />
        </div>
      </div>
    </>
  )
}

/** What ends with the service, in a sentence. */
function stopsText({ reach, chosen, lastFetchAt }: ServiceDetail, days: FetchDay[]): string {
  const whose = reach === "all" ? "any organisation" : `its ${formatAmount(chosen, "organisation")}`
  const fetches = days.reduce((sum, one) => sum + one.fetches, 0)
  const use =
    lastFetchAt === null
      ? "It has never fetched one."
      : `It fetched ${formatAmount(fetches, "token")} in the last 30 days.`
  return `The program gets no more access tokens for ${whose}. ${use}`
}
