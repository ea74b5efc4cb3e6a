import { Megaphone } from "lucide-react"
import type { Metadata } from "next"
import { Card } from "@/app/_ui/content/card"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { BackLink, RowLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { Table } from "@/app/_ui/content/table"
import { DateTimeOf } from "@/app/_ui/content/time"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { formatAmount, formatCount } from "@/lib/format"
import { requireMember } from "@/web/auth/require-member"
import { listCampaigns } from "@/web/campaigns/find-campaign"

export const metadata: Metadata = { title: "Campaigns" }

export default async function CampaignsPage() {
  await requireMember("viewer")
  const campaigns = await listCampaigns()
  return (
    <>
      <PageHeader
        above={<BackLink href="/links">Links</BackLink>}
        title="Campaigns"
        hint="Links that were sent to many at once, with one note. The newest 50 are listed."
      />
      {campaigns.length === 0 ? (
        <EmptyState icon={<Megaphone />} title="No campaigns so far">
          <p>Tick organisations in the list and press Send links.</p>
        </EmptyState>
      ) : (
        <Card flush>
          <Table
            label="Campaigns"
            columns={["Campaign", "Done", "Sent by"]}
            rows={campaigns.map((one) => ({
              key: one.campaignId,
              cells: {
                Campaign: (
                  <RowLink href={`/links/campaigns/${one.campaignId}`}>
                    {formatAmount(one.all, "link")}, <DateTimeOf at={one.createdAt} />
                  </RowLink>
                ),
                Done: `${formatCount(one.done)} of ${formatCount(one.all)}`,
                "Sent by": <Name>{one.memberName}</Name>,
              },
            }))}
          />
        </Card>
      )}
    </>
  )
}
