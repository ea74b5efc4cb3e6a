import type { Metadata } from "next"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { XeroAppCard } from "@/app/settings/xero-app/xero-app-card"
import { requireMember } from "@/web/auth/require-member"
import { getXeroAppView } from "@/web/consents/get-xero-app-view"

export const metadata: Metadata = { title: "Xero app" }

export default async function XeroAppPage() {
  await requireMember("viewer")
  const app = await getXeroAppView()
  return (
    <>
      <PageHeader title="Xero app" hint="Tenantry reaches organisations through it." />
      <XeroAppCard app={app} />
    </>
  )
}
