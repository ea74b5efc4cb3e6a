import type { Metadata } from "next"
import { Card } from "@/app/_ui/content/card"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { BrowsersCard } from "@/app/settings/browsers-card"
import { NameForm, PasswordForm } from "@/app/settings/components"
import { EmailCard } from "@/app/settings/email-card"
import { FactorsCard } from "@/app/settings/factors/factors-card"
import { IdentityCard } from "@/app/settings/identity-card"
import { SignInsCard } from "@/app/settings/sign-ins-card"
import { WallNotice } from "@/app/settings/wall-notice"
import { listOwnSignIns } from "@/web/audit/list-own-sign-ins"
import { requireMember } from "@/web/auth/require-member"
import { findOwnEmailChange } from "@/web/members/email-change"
import { listOwnSessions } from "@/web/members/own-sessions"

export const metadata: Metadata = { title: "Settings" }

const SIGN_INS_SHOWN = 10

export default async function AccountPage({ searchParams }: PageProps<"/settings">) {
  const { sso: outcome } = await searchParams
  const member = await requireMember("viewer")
  const [sessions, signIns, emailChange] = await Promise.all([
    listOwnSessions(member),
    listOwnSignIns(SIGN_INS_SHOWN),
    findOwnEmailChange(),
  ])
  return (
    <>
      <PageHeader
        title="Settings"
        hint={`Signed in as ${member.email}, with the role ${member.role}.`}
      />
      {member.role === "owner" ? <WallNotice /> : null}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <div className="grid gap-5">
          <Card title="Your name" hint="Other members see it in Activity.">
            <NameForm name={member.name} />
          </Card>
          <EmailCard email={member.email} change={emailChange} />
          <Card title="Your password">
            <PasswordForm email={member.email} name={member.name} />
          </Card>
          <IdentityCard outcome={typeof outcome === "string" ? outcome : null} />
        </div>
        <div className="grid gap-5">
          <FactorsCard />
          <BrowsersCard sessions={sessions} />
          <SignInsCard rows={signIns} href={`/activity?member=${member.memberId}`} />
        </div>
      </div>
    </>
  )
}
