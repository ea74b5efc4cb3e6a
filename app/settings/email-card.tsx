import { Card } from "@/app/_ui/content/card"
import { DateTimeOf } from "@/app/_ui/content/time"
import { withdrawEmail } from "@/app/settings/actions"
import { EmailForm } from "@/app/settings/components"
import { AnsweredForm } from "@/app/sudo/answered-form"
import type { EmailChangeView } from "@/web/members/email-change"

/** The member's e-mail address, and the one that waits to be confirmed. */
export function EmailCard({ email, change }: { email: string; change: EmailChangeView | null }) {
  return (
    <Card title="Your e-mail address" hint={`You sign in with ${email}.`}>
      <div className="grid gap-4">
        {change === null ? null : <Waiting change={change} />}
        <EmailForm />
      </div>
    </Card>
  )
}

function Waiting({ change: { email, byLink, expiresAt } }: { change: EmailChangeView }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg bg-sunken px-4 py-3">
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <span className="font-medium">{email}</span>{" "}
        {byLink
          ? "counts once you open the link that was sent there. The link works until "
          : "counts once an owner confirms it in Settings, Members. The request stands until "}
        <DateTimeOf at={expiresAt} />.
      </p>
      <AnsweredForm action={withdrawEmail} size="sm">
        Withdraw
      </AnsweredForm>
    </div>
  )
}
