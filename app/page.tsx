import type { Metadata } from "next"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { ConnectButton } from "@/app/organisations/connect-button"
import { FirstUse } from "@/app/organisations/first-use"
import { IncidentsCard } from "@/app/overview/incidents-card"
import { LinksCard } from "@/app/overview/links-card"
import { NeedsYouCard } from "@/app/overview/needs-you-card"
import { PlanCard } from "@/app/overview/plan-card"
import { RefreshesCard } from "@/app/overview/refreshes-card"
import { SignInEndsCard } from "@/app/overview/sign-in-ends-card"
import { StatusCard } from "@/app/overview/status-card"
import { TokensCard } from "@/app/overview/tokens-card"
import { SignedIn } from "@/app/signed-in"
import { formatAmount } from "@/lib/format"
import { hasRole } from "@/lib/members/roles"
import { requireMember } from "@/web/auth/require-member"
import { getXeroAppView } from "@/web/consents/get-xero-app-view"
import { getPlanMeter } from "@/web/counted/get-plan-meter"
import { listRecentIncidents } from "@/web/incidents/list-recent-incidents"
import { ALL_LINKS } from "@/web/links/link-query"
import { listHeld } from "@/web/links/list-held"
import { listLinks } from "@/web/links/list-links"
import { listBusiestServices } from "@/web/overview/list-busiest-services"
import { listRefreshes } from "@/web/overview/list-refreshes"
import { listSignInEnds } from "@/web/overview/list-sign-in-ends"
import { listTenants, type TenantPage } from "@/web/tenants/list-tenants"
import { EVERYTHING } from "@/web/tenants/tenant-query"
import { listConsentApps } from "@/web/xero-apps/list-xero-apps"

export const metadata: Metadata = { title: { absolute: "Overview · Tenantry" } }

export default async function OverviewPage() {
  const { role } = await requireMember("viewer")
  const canAct = hasRole(role, "admin")
  const [tenants, apps, weeks, refreshes, busiest, incidents, meter, links, held] =
    await Promise.all([
      listTenants(EVERYTHING),
      listConsentApps(),
      listSignInEnds(),
      listRefreshes(),
      listBusiestServices(),
      listRecentIncidents(),
      getPlanMeter(),
      listLinks(ALL_LINKS),
      listHeld(),
    ])
  if (tenants.all + tenants.counts.removed === 0) {
    return (
      <SignedIn>
        <LiveRefresh />
        <PageHeader title="Overview" />
        <FirstUse app={await getXeroAppView()} canAct={canAct} apps={apps} />
      </SignedIn>
    )
  }
  return (
    <SignedIn>
      <LiveRefresh />
      <PageHeader
        title="Overview"
        hint={<Summary page={tenants} />}
        actions={<ConnectButton canAct={canAct} apps={apps} />}
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="grid gap-5">
          <NeedsYouCard page={tenants} canAct={canAct} />
          <SignInEndsCard weeks={weeks} />
          <RefreshesCard refreshes={refreshes} />
        </div>
        <div className="grid gap-5">
          <StatusCard page={tenants} />
          <LinksCard counts={links.counts} held={held} />
          <PlanCard meter={meter} canAct={canAct} />
          <TokensCard busiest={busiest} />
          <IncidentsCard incidents={incidents} />
        </div>
      </div>
    </SignedIn>
  )
}

function Summary({ page }: { page: TenantPage }) {
  const broken = page.counts.reconnect_needed + page.counts.disconnected_in_xero
  const all = formatAmount(page.all, "organisation")
  if (broken === 0) return `${all}. None needs reconnecting.`
  return `${all}. ${formatAmount(broken, "needs", "need")} reconnecting.`
}
