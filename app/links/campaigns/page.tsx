import { Megaphone } from "lucide-react"
import type { Metadata } from "next"
import { Card } from "@/app/_ui/content/card"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { Name } from "@/app/_ui/content/name"
import { Cell, Heading, Row, Table, TableBody, TableHead } from "@/app/_ui/content/table"
import { DateTimeOf } from "@/app/_ui/content/time"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { PageLink } from "@/app/_ui/frame/page-link"
import { BackLink } from "@/app/services/back-link"
import { formatAmount, formatCount } from "@/lib/format"
import { requireMember } from "@/web/auth/require-member"
import { listCampaigns } from "@/web/campaigns/find-campaign"

export const metadata: Metadata = { title: "Campaigns" }

export default async function CampaignsPage() {
  await requireMember("viewer")
  const campaigns = await listCampaigns()
  return (
    <>
      <BackLink href="/links">Links</BackLink>
      <PageHeader
        title="Campaigns"
        hint="Links that were sent to many at once, with one note. The newest 50 are listed."
      />
      {campaigns.length === 0 ? (
        <EmptyState icon={<Megaphone aria-hidden />} title="No campaigns so far">
          <p>Tick organisations in the list and press Send links.</p>
        </EmptyState>
      ) : (
        <Card flush>
          <Table label="Campaigns">
            <TableHead>
              <Heading>Campaign</Heading>
              <Heading>Done</Heading>
              <Heading>Sent by</Heading>
            </TableHead>
            <TableBody>
              {campaigns.map((one) => (
                <Row key={one.campaignId}>
                  <Cell>
                    <PageLink
                      href={`/links/campaigns/${one.campaignId}`}
                      className="font-medium after:absolute after:inset-0 hover:text-accent"
                    >
                      {formatAmount(one.all, "link")}, <DateTimeOf at={one.createdAt} />
                    </PageLink>
                  </Cell>
                  <Cell label="Done">{`${formatCount(one.done)} of ${formatCount(one.all)}`}</Cell>
                  <Cell label="Sent by">
                    <Name>{one.memberName}</Name>
                  </Cell>
                </Row>
              ))}
            </TableBody>
          </Table>
        </Card>
      )}
    </>
  )
}
