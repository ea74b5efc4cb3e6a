import { BellOff, Repeat } from "lucide-react"
import { notFound } from "next/navigation"
import { cache } from "react"
import { z } from "zod"
import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { BackLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { ProgressCard } from "@/app/_ui/content/progress-card"
import { Table, type TableRow } from "@/app/_ui/content/table"
import { DateTimeOf, RelativeTime } from "@/app/_ui/content/time"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { listedText } from "@/app/_words/campaign-text"
import { sendUnclearAgain, stopReminders } from "@/app/links/campaigns/actions"
import { StandingBadge } from "@/app/links/standing-badge"
import { AnsweredForm } from "@/app/sudo/answered-form"
import { titled } from "@/app/titled"
import { formatAmount, formatCount } from "@/lib/format"
import { hasRole } from "@/lib/members/roles"
import { requireMember } from "@/web/auth/require-member"
import { type CampaignRow, findCampaign } from "@/web/campaigns/find-campaign"
import { outcomeText } from "@/web/words/delivery-outcome-text"

// The title and the page share one query.
const findOnce = cache((campaignId: string) =>
  z.guid().safeParse(campaignId).success ? findCampaign(campaignId) : null,
)

export const generateMetadata = titled<PageProps<"/links/campaigns/[campaignId]">>("Campaign", {
  role: "viewer",
  isThere: async ({ params }) => (await findOnce((await params).campaignId)) !== null,
})

export default async function CampaignPage({ params }: PageProps<"/links/campaigns/[campaignId]">) {
  const { role } = await requireMember("viewer")
  const campaign = await findOnce((await params).campaignId)
  if (campaign === null) notFound()
  const { all, done, note } = campaign
  const listed = listedText({ listed: campaign.rows.length, all: campaign.all })
  const canAct = hasRole(role, "admin")
  const fields = { campaignId: campaign.campaignId }
  const hasUnclear = campaign.rows.some(
    (row) => row.mailState === "unclear" && row.isOpen && !row.isDone,
  )
  return (
    <>
      <LiveRefresh />
      <PageHeader
        above={<BackLink href="/links/campaigns">Campaigns</BackLink>}
        title={`Campaign of ${formatAmount(campaign.all, "link")}`}
        hint={
          <>
            Sent by <Name>{campaign.memberName}</Name>, <DateTimeOf at={campaign.createdAt} />.{" "}
            {campaign.remindsNoMore
              ? "Reminders are stopped."
              : "Anyone who has not done it gets a reminder after 2 and 5 days, at most one e-mail a day."}
          </>
        }
        actions={
          <>
            {canAct && hasUnclear ? (
              <AnsweredForm action={sendUnclearAgain} fields={fields} icon={<Repeat />}>
                Send unclear e-mails again
              </AnsweredForm>
            ) : null}
            {canAct && !campaign.remindsNoMore && campaign.open > 0 ? (
              <AnsweredForm action={stopReminders} fields={fields} icon={<BellOff />}>
                Stop reminders
              </AnsweredForm>
            ) : null}
          </>
        }
      />
      <ProgressCard text={`${formatCount(done)} of ${formatCount(all)} done`} done={done} all={all}>
        {note === null ? null : (
          <p className="whitespace-pre-line text-[0.8125rem] text-muted [overflow-wrap:anywhere]">
            Note: <bdi>{note}</bdi>
          </p>
        )}
      </ProgressCard>
      {listed === null ? null : <p className="text-[0.8125rem] text-muted">{listed}</p>}
      <Card flush>
        <Table
          label="Links of this campaign"
          columns={["Recipient", "Organisation", "State", "E-mails"]}
          rows={campaign.rows.map(toRow)}
        />
      </Card>
    </>
  )
}

function toRow(row: CampaignRow): TableRow {
  return {
    key: row.linkId,
    cells: {
      Recipient: (
        <>
          <Name className="font-medium">{row.name ?? row.email ?? "Someone"}</Name>
          {row.name === null ? null : (
            <div className="break-all text-[0.8125rem] text-muted">{row.email}</div>
          )}
        </>
      ),
      Organisation: <Name>{row.organisation ?? "–"}</Name>,
      State: <State row={row} />,
      "E-mails": <div className="text-[0.8125rem]">{mailsOf(row)}</div>,
    },
  }
}

function State({ row }: { row: CampaignRow }) {
  if (row.isDone && row.standing !== "done") return <Badge tone="ok">Done another way</Badge>
  return (
    <div className="grid justify-items-start gap-1">
      <StandingBadge standing={row.standing} />
      <span className="text-[0.8125rem] text-muted">
        <RelativeTime at={row.since} />
        {row.awaitsDecision ? " · awaits a decision" : null}
      </span>
    </div>
  )
}

function mailsOf({ mails, mailState, outcome, evidence, isPlanned }: CampaignRow): string {
  if (mailState === null) return isPlanned ? "To be sent" : "Not sent"
  const amount = formatAmount(mails, "e-mail")
  if (mailState === "sent") return `${amount}, sent`
  if (mailState === "cancelled") return `${amount}, the last one withdrawn`
  return outcome === null ? `${amount}, waiting` : `${amount}. ${outcomeText(outcome, evidence)}`
}
