import { BellRing, Mail, Webhook } from "lucide-react"
import type { Metadata } from "next"
import { Banner } from "@/app/_ui/content/banner"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { AlertList } from "@/app/settings/alerts/alert-list"
import { ChannelDialog } from "@/app/settings/alerts/channel-dialog"
import { ChannelList } from "@/app/settings/alerts/channel-list"
import { DeliveryList } from "@/app/settings/alerts/delivery-list"
import { parsePageQuery } from "@/app/settings/alerts/page-query"
import { listAlerts } from "@/web/alerts/list-alerts"
import { listChannels } from "@/web/alerts/list-channels"
import { listDeliveries } from "@/web/alerts/list-deliveries"
import { requireMember } from "@/web/auth/require-member"
import { hasMailServer } from "@/web/mail/mail-settings"

export const metadata: Metadata = { title: "Alerts" }

export default async function AlertsPage({ searchParams }: PageProps<"/settings/alerts">) {
  const { role } = await requireMember("viewer")
  const isOwner = role === "owner"
  const query = parsePageQuery(await searchParams)
  const [hasMail, channels, alerts, deliveries] = await Promise.all([
    hasMailServer(),
    listChannels(),
    listAlerts(query.alerts),
    listDeliveries(query.deliveries),
  ])
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Alerts"
        hint="Who gets a message when an organisation needs attention, and when the problem is over. One message per problem, not per failure."
        actions={isOwner ? <AddButtons hasMail={hasMail} /> : null}
      />
      {isOwner ? null : (
        <Banner tone="info" title="Only owners can set up alerts" quiet>
          <p>
            You are {role === "admin" ? "an admin" : "a viewer"}. You can see where alerts go and
            what was sent. An owner can change this.
          </p>
        </Banner>
      )}
      {channels.length === 0 ? (
        <NoChannels isOwner={isOwner} />
      ) : (
        <ChannelList channels={channels} isOwner={isOwner} />
      )}
      <AlertList page={alerts} query={query} />
      {deliveries.all === 0 ? null : (
        <DeliveryList page={deliveries} query={query} isOwner={isOwner} />
      )}
    </>
  )
}

// These buttons keep their place in the page, so that a dialog with a new secret stays open when the first channel appears.
function AddButtons({ hasMail }: { hasMail: boolean }) {
  return (
    <>
      {hasMail ? (
        <ChannelDialog
          kind="email"
          label="Add e-mail"
          title="Add an e-mail channel"
          tone="primary"
          icon={<Mail />}
        />
      ) : (
        <LinkButton href="/settings/mail" icon={<Mail />}>
          Set up e-mail
        </LinkButton>
      )}
      <ChannelDialog kind="webhook" label="Add webhook" title="Add a webhook" icon={<Webhook />} />
    </>
  )
}

function NoChannels({ isOwner }: { isOwner: boolean }) {
  return (
    <EmptyState icon={<BellRing />} title="No one gets alerts yet">
      <p>
        Add an e-mail address or a webhook. Tenantry sends an alert when an organisation needs
        reconnecting or was disconnected in Xero, when a sign-in has not been refreshed for 3, 14 or
        45 days, and when Xero itself has a problem. It sends another when the problem is over.
      </p>
      {isOwner ? null : <p>An owner can add a channel here.</p>}
    </EmptyState>
  )
}
