import type { Metadata } from "next"
import { Card } from "@/app/_ui/content/card"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { NameForm, PasswordForm, SignOutElsewhere } from "@/app/settings/components"
import { WallNotice } from "@/app/settings/wall-notice"
import { XeroAppCard } from "@/app/settings/xero-app-card"
import { formatAmount } from "@/lib/format"
import { requireMember } from "@/web/auth/require-member"
import { getXeroAppView } from "@/web/consents/get-xero-app-view"
import { countOtherSessions } from "@/web/members/sessions"

export const metadata: Metadata = { title: "Settings" }

export default async function SettingsPage() {
  const member = await requireMember("viewer")
  const [app, others] = await Promise.all([getXeroAppView(), countOtherSessions(member)])
  return (
    <>
      <PageHeader
        title="Settings"
        hint={`Signed in as ${member.email}, with the role ${member.role}.`}
      />
      {member.role === "owner" ? <WallNotice /> : null}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <XeroAppCard app={app} />
        <div className="grid gap-5">
          <Card title="Your name" hint="Other members see it in Activity.">
            <NameForm name={member.name} />
          </Card>
          <Card title="Your password">
            <PasswordForm email={member.email} />
          </Card>
          <Card title="Where you are signed in">
            <SignOutElsewhere others={othersText(others)} />
          </Card>
        </div>
      </div>
    </>
  )
}

function othersText(others: number): string {
  if (others === 0) return "Only in this browser."
  return `In this browser and ${formatAmount(others, "other")}. A sign-in ends after 12 hours without activity, and after 7 days at the latest.`
}
