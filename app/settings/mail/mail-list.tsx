import { CircleAlert, CircleCheck, CircleHelp, Clock, Undo2 } from "lucide-react"
import type { ReactNode } from "react"
import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { Table } from "@/app/_ui/content/table"
import { RelativeTime } from "@/app/_ui/content/time"
import type { MailView } from "@/web/mail/mail-settings"
import { outcomeText } from "@/web/words/delivery-outcome-text"

/** The newest mails to people, with what became of them. */
export function MailList({ mails }: { mails: MailView[] }) {
  return (
    <Card
      title="Recent e-mails"
      hint="To people. E-mails to alert channels are in Alerts. Tenantry retries a failed e-mail for 24 hours."
      flush
    >
      <Table
        label="Recent e-mails"
        columns={["To", "E-mail", "Outcome", "When"]}
        rows={mails.map((mail) => ({
          key: mail.mailId,
          cells: {
            To: <span className="break-all font-medium">{mail.to}</span>,
            "E-mail": KINDS[mail.kind] ?? mail.kind,
            Outcome: <Outcome mail={mail} />,
            When: <RelativeTime at={mail.at} />,
          },
        }))}
      />
    </Card>
  )
}

function Outcome({ mail: { state, outcome, evidence } }: { mail: MailView }) {
  return (
    <div className="grid justify-items-start gap-1">
      {STATES[state]}
      {outcome === null || state === "cancelled" ? null : (
        <span className="text-[0.8125rem] text-muted">{outcomeText(outcome, evidence)}</span>
      )}
    </div>
  )
}

const KINDS: Record<string, string> = {
  invitation: "Invitation",
  notice: "Notice about the account",
  link: "Link",
  link_reminder: "Reminder of a link",
  links_declined: "Declined links",
  links_wanted: "Requests for new links",
}

const STATES: Record<MailView["state"], ReactNode> = {
  waiting: (
    <Badge tone="info" icon={Clock}>
      Waiting
    </Badge>
  ),
  sent: (
    <Badge tone="ok" icon={CircleCheck}>
      Sent
    </Badge>
  ),
  failed: (
    <Badge tone="danger" icon={CircleAlert}>
      Not sent
    </Badge>
  ),
  unclear: (
    <Badge tone="warn" icon={CircleHelp}>
      Unclear
    </Badge>
  ),
  cancelled: <Badge icon={Undo2}>Withdrawn</Badge>,
}
