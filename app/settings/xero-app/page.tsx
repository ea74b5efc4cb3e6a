import { Plus } from "lucide-react"
import type { Metadata } from "next"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { AppCard } from "@/app/settings/xero-app/app-card"
import { NewAppDialog } from "@/app/settings/xero-app/components"
import { RegistrationCard } from "@/app/settings/xero-app/registration-card"
import { AskedScopes, BroadScopes } from "@/app/settings/xero-app/scopes-card"
import { hasRole } from "@/lib/members/roles"
import { requireMember } from "@/web/auth/require-member"
import { getXeroAppView } from "@/web/consents/get-xero-app-view"
import { surveyScopes } from "@/web/tenants/survey-scopes"
import { listXeroApps } from "@/web/xero-apps/list-xero-apps"

export const metadata: Metadata = { title: "Xero apps" }

export default async function XeroAppsPage() {
  const { role } = await requireMember("viewer")
  const [view, apps, survey] = await Promise.all([getXeroAppView(), listXeroApps(), surveyScopes()])
  const isOwner = hasRole(role, "owner")
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Xero apps"
        hint="Tenantry reaches organisations through them."
        actions={isOwner ? <NewAppDialog icon={<Plus />} scopes={view.scopes.join(" ")} /> : null}
      />
      <ul className="grid gap-4">
        {apps.map((app) => (
          <li key={app.xeroAppId}>
            <AppCard app={app} isOwner={isOwner} />
          </li>
        ))}
      </ul>
      <AskedScopes survey={survey} />
      <BroadScopes survey={survey} />
      <RegistrationCard app={view} />
    </>
  )
}
