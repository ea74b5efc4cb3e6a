import type { Metadata } from "next"
import { Card } from "@/app/_ui/content/card"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { LinkSettingsForm } from "@/app/settings/links/components"
import { LogoCard } from "@/app/settings/links/logo-card"
import { requireMember } from "@/web/auth/require-member"
import { findLinkSettingsView } from "@/web/links/link-settings"

export const metadata: Metadata = { title: "Links" }

export default async function LinkSettingsPage() {
  const { role } = await requireMember("viewer")
  const settings = await findLinkSettingsView()
  return (
    <>
      <PageHeader
        title="Links"
        hint="What people outside see when they open a link, and what a link may do. Only owners change it."
      />
      <Card>
        <LinkSettingsForm settings={settings} isOwner={role === "owner"} />
      </Card>
      <LogoCard logo={settings.logo} isOwner={role === "owner"} />
    </>
  )
}
