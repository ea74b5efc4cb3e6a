import type { Metadata } from "next"
import { Card } from "@/app/_ui/content/card"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { MailServerActions, MailServerForm } from "@/app/settings/mail/components"
import { MailList } from "@/app/settings/mail/mail-list"
import { requireMember } from "@/web/auth/require-member"
import { getMailServer, listMails } from "@/web/mail/mail-settings"

export const metadata: Metadata = { title: "Mail" }

export default async function MailPage() {
  const { role } = await requireMember("viewer")
  return (
    <>
      <PageHeader
        title="Mail"
        hint="The server that all e-mails go out through: alerts, invitations, links and notices to members. Only owners see and change it."
      />
      {role === "owner" ? <Mail /> : null}
    </>
  )
}

async function Mail() {
  const [server, mails] = await Promise.all([getMailServer(), listMails()])
  return (
    <>
      <Card
        title="Mail server"
        actions={server === null ? undefined : <MailServerActions host={server.host} />}
      >
        <MailServerForm stored={server} />
      </Card>
      {mails.length === 0 ? null : <MailList mails={mails} />}
    </>
  )
}
