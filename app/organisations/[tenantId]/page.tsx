import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { cache } from "react"
import { Banner, type BannerTone } from "@/app/_ui/content/banner"
import { BackLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { StatusBadge } from "@/app/_ui/content/status-badge"
import { Elapsed } from "@/app/_ui/content/time"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import type { Affected } from "@/app/_words/disconnect-warning"
import { Timeline } from "@/app/activity/timeline"
import { AuthorisersCard } from "@/app/organisations/[tenantId]/authorisers-card"
import { TenantActions } from "@/app/organisations/[tenantId]/components"
import { ConsentCard, OtherConsents } from "@/app/organisations/[tenantId]/consent-card"
import { Facts, Ids } from "@/app/organisations/[tenantId]/facts"
import { mayAskXero } from "@/app/organisations/[tenantId]/hand-over-standing"
import { LinksCard } from "@/app/organisations/[tenantId]/links-card"
import { ReadersCard } from "@/app/organisations/[tenantId]/readers-card"
import { ScopesCard } from "@/app/organisations/[tenantId]/scopes-card"
import { ConsentNotice } from "@/app/organisations/consent-notice"
import { HeldHere } from "@/app/organisations/held-notice"
import { isolate } from "@/lib/format"
import { hasRole } from "@/lib/members/roles"
import { describeStanding } from "@/lib/words/tenant-status"
import { listTenantEvents } from "@/web/audit/list-events"
import { requireMember } from "@/web/auth/require-member"
import { findLinkSettingsView } from "@/web/links/link-settings"
import { isHeld } from "@/web/links/list-held"
import { listLinksFor } from "@/web/links/list-links"
import { listReaders, type Reader } from "@/web/services/list-readers"
import { findTenant, type TenantDetail } from "@/web/tenants/find-tenant"

const EVENTS_SHOWN = 30
// The title and the page share one query.
const findOnce = cache(findTenant)

export async function generateMetadata({
  params,
}: PageProps<"/organisations/[tenantId]">): Promise<Metadata> {
  const tenant = await findOnce((await params).tenantId)
  return { title: isolate(tenant?.label ?? "Not found") }
}

export default async function OrganisationPage({
  params,
  searchParams,
}: PageProps<"/organisations/[tenantId]">) {
  const { role } = await requireMember("viewer")
  const canAct = hasRole(role, "admin")
  const { tenantId } = await params
  const tenant = await findOnce(tenantId)
  if (tenant === null) notFound()
  const [events, readers, cutOffReaders, links, settings, waits] = await Promise.all([
    listTenantEvents(tenantId, EVENTS_SHOWN),
    listReaders([tenantId]),
    listReaders(tenant.cutOff.losingTokens),
    listLinksFor(tenantId),
    findLinkSettingsView(),
    isHeld(tenantId),
  ])
  const may = { mayReturn: settings.returnOrigins.length > 0, mailsGo: settings.mailsGo }
  const isCustom = tenant.serving.grant.xeroApp.kind === "custom"
  const { word, remedy } = describeStanding(tenant.status, tenant.reason)
  return (
    <>
      <LiveRefresh />
      <PageHeader
        above={<BackLink href="/organisations">Organisations</BackLink>}
        title={<Name>{tenant.label}</Name>}
        hint={<StatusBadge status={tenant.status} word={word} />}
      />
      <ConsentNotice
        params={await searchParams}
        wanted={tenant.name}
        canAct={canAct}
        here={`/organisations/${tenantId}`}
      />
      {waits ? <HeldHere tenantId={tenantId} name={tenant.label} canAct={canAct} /> : null}
      <StatusNotice tenant={tenant} />
      <TenantActions
        tenantId={tenantId}
        name={tenant.label}
        canAct={canAct}
        status={tenant.status}
        mayAskXero={mayAskXero(tenant)}
        remedy={remedy}
        authorisers={tenant.authorisers.names}
        isCustom={isCustom}
        others={tenant.covers.count - (tenant.serving.state === "connected" ? 1 : 0)}
        readers={activeReaders(readers)}
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="grid gap-5">
          <Facts tenant={tenant} canAct={canAct} />
          <AuthorisersCard tenant={tenant} canAct={canAct} />
          {isCustom ? null : (
            <LinksCard
              tenant={tenant}
              links={links}
              isBroken={remedy === "reconnect"}
              canAct={canAct}
              {...may}
            />
          )}
          <ConsentCard
            tenant={tenant}
            canAct={canAct}
            isOwner={role === "owner"}
            readers={activeReaders(cutOffReaders)}
          />
          <OtherConsents tenant={tenant} />
          <Timeline events={events} href={`/activity?organisation=${tenantId}`} />
        </div>
        <div className="grid gap-5">
          <ReadersCard readers={readers} isRemoved={tenant.status === "removed"} />
          <Ids tenant={tenant} />
          <ScopesCard tenant={tenant} canAct={canAct} {...may} />
        </div>
      </div>
    </>
  )
}

/** The services that would lose access: those that are active. */
function activeReaders(readers: Reader[]): Affected[] {
  return readers
    .filter(({ state }) => state === "active")
    .map(({ serviceId, name, lastFetchAt }) => ({
      serviceId,
      name,
      lastFetchAt: lastFetchAt?.toISOString() ?? null,
    }))
}

/** What the status means and what to do, where there is anything to say. */
function StatusNotice({ tenant }: { tenant: TenantDetail }) {
  const { status, reason, failingSince } = tenant
  const tone = NOTICE_TONES[status]
  if (tone === undefined) return null
  const { line, story } = describeStanding(status, reason)
  const lasts = failingSince && (status === "xero_not_answering" || status === "paused")
  return (
    <Banner tone={tone} title={line} quiet>
      <p>
        {story}
        {lasts ? (
          <>
            {" "}
            This has lasted <Elapsed since={failingSince} />.
          </>
        ) : null}
      </p>
    </Banner>
  )
}

const NOTICE_TONES: Partial<Record<TenantDetail["status"], BannerTone>> = {
  reconnect_needed: "danger",
  disconnected_in_xero: "danger",
  expiring_soon: "warning",
  paused: "warning",
  xero_not_answering: "info",
  removed: "info",
}
