import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { LinkDialog } from "@/app/links/link-dialog"
import { AfterRestoreNotice } from "@/app/organisations/after-restore-notice"
import { ConnectButton } from "@/app/organisations/connect-button"
import { ConsentNotice, OfferNotice } from "@/app/organisations/consent-notice"
import { FirstUse } from "@/app/organisations/first-use"
import { HeldNotice } from "@/app/organisations/held-notice"
import { OpenJobs } from "@/app/organisations/jobs/open-jobs"
import { listHref, parseListQuery } from "@/app/organisations/list-query"
import { ScopesNotice } from "@/app/organisations/scopes-notice"
import { TenantList } from "@/app/organisations/tenant-list"
import { WaitingNotice } from "@/app/organisations/waiting-notice"
import { formatAmount } from "@/lib/format"
import { hasRole } from "@/lib/members/roles"
import { requireMember } from "@/web/auth/require-member"
import { getXeroAppView } from "@/web/consents/get-xero-app-view"
import { listOpenOffers } from "@/web/consents/list-open-offers"
import { findLinkSettingsView } from "@/web/links/link-settings"
import { listHeld } from "@/web/links/list-held"
import { listExtendable } from "@/web/services/list-extendable"
import { listTenants, type TenantPage } from "@/web/tenants/list-tenants"
import { countLackingScopes } from "@/web/tenants/survey-scopes"
import { PAGE_SIZE } from "@/web/tenants/tenant-query"
import { listConsentApps, listWaitingCustom } from "@/web/xero-apps/list-xero-apps"

export const metadata: Metadata = { title: "Organisations" }

export default async function OrganisationsPage({ searchParams }: PageProps<"/organisations">) {
  const { role } = await requireMember("viewer")
  const canAct = hasRole(role, "admin")
  const params = await searchParams
  const query = parseListQuery(params)
  const [services, page, offers, app, apps, waiting, held, links, lacking] = await Promise.all([
    canAct ? listExtendable() : [],
    listTenants(query),
    listOpenOffers(),
    getXeroAppView(),
    listConsentApps(),
    listWaitingCustom(),
    listHeld(),
    findLinkSettingsView(),
    canAct && query.only === null ? countLackingScopes() : 0,
  ])
  const lastPage = Math.max(1, Math.ceil(page.matching / PAGE_SIZE))
  if (query.page > lastPage) redirect(listHref(query, { page: lastPage }))
  const isWhole = query.search === "" && query.grantId === null && query.only === null
  const isFirstUse = page.all + page.counts.removed === 0 && isWhole
  const open = offers.filter((offer) => offer.consentId !== params.consent)
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Organisations"
        hint={isFirstUse || !isWhole ? null : <Summary page={page} />}
        actions={
          isFirstUse ? null : (
            <>
              <LinkDialog
                label="Send a link"
                disabled={!canAct}
                organisation={null}
                purposes={["connect"]}
                mayReturn={links.returnOrigins.length > 0}
                mailsGo={links.mailsGo}
              />
              <ConnectButton canAct={canAct} apps={apps} />
            </>
          )
        }
      />
      <ConsentNotice params={params} wanted={null} canAct={canAct} here={listHref(query, query)} />
      {canAct ? <AfterRestoreNotice /> : null}
      <ScopesNotice count={lacking} />
      <WaitingNotice names={waiting} />
      <OpenJobs />
      {open.map((offer) => (
        <OfferNotice key={offer.consentId} offer={offer} canAct={canAct} />
      ))}
      <HeldNotice held={held} canAct={canAct} />
      {isFirstUse ? (
        <FirstUse app={app} canAct={canAct} apps={apps} />
      ) : (
        <TenantList query={query} page={page} app={app} services={services} canAct={canAct} />
      )}
    </>
  )
}

function Summary({ page }: { page: TenantPage }) {
  const broken = page.counts.reconnect_needed + page.counts.disconnected_in_xero
  if (broken === 0) return "No organisations need reconnecting."
  return `${formatAmount(broken, "organisation needs", "organisations need")} reconnecting.`
}
