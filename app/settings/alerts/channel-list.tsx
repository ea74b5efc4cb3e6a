import { Mail, Webhook } from "lucide-react"
import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { Table, type TableRow } from "@/app/_ui/content/table"
import { DateTimeOf, RelativeTime } from "@/app/_ui/content/time"
import { ChannelActions } from "@/app/settings/alerts/components"
import { StateBadge } from "@/app/settings/alerts/state-badge"
import type { ChannelContent } from "@/lib/alerts/alert-detail"
import type { ChannelView, LastDelivery, StreamView } from "@/web/alerts/list-channels"
import { outcomeText } from "@/web/words/delivery-outcome-text"

/** Where alerts go, with the last delivery of each channel. */
export function ChannelList({ channels, isOwner }: { channels: ChannelView[]; isOwner: boolean }) {
  return (
    <Card
      title="Channels"
      hint="Every channel gets all alerts, or all activity, from the moment you add it."
      flush
    >
      <Table
        label="Channels"
        columns={["Channel", "Last delivery", isOwner && "Actions"]}
        rows={channels.map(toRow)}
      />
    </Card>
  )
}

function toRow(channel: ChannelView): TableRow {
  const { channelId, kind, name, label, stream, settings, last } = channel
  return {
    key: channelId,
    cells: {
      Channel: <Channel channel={channel} />,
      "Last delivery": (
        <>
          {stream === null ? null : <Stream stream={stream} />}
          {last === null && stream === null ? <span className="text-muted">None yet</span> : null}
          {last === null ? null : <Last last={last} />}
        </>
      ),
      Actions:
        settings === null ? null : (
          <ChannelActions
            channelId={channelId}
            kind={kind}
            name={label}
            stored={{ name, ...settings }}
          />
        ),
    },
  }
}

function Channel({ channel }: { channel: ChannelView }) {
  const { kind, label, target, sends, previousSecretUntil } = channel
  const Icon = kind === "email" ? Mail : Webhook
  return (
    <div className="flex items-start gap-2.5">
      <Icon className="mt-0.5 size-4 shrink-0 text-muted" />
      <div className="min-w-0">
        <Name className="font-medium">{label}</Name>
        <div className="break-all text-[0.8125rem] text-muted">
          {kind === "email" ? "E-mail to" : "Webhook at"} {target}
          {GETS[sends]}
        </div>
        {previousSecretUntil === null ? null : (
          <div className="mt-1 text-[0.8125rem] text-muted">
            <Badge tone="info">Two secrets</Badge> until <DateTimeOf at={previousSecretUntil} />
          </div>
        )}
      </div>
    </div>
  )
}

const GETS: Record<ChannelContent, string> = {
  alerts: "",
  activity: ", gets all activity",
  links: ", gets links and new organisations",
}

function Stream({ stream: { at, outcome } }: { stream: StreamView }) {
  if (at === null) return <p className="text-muted">No activity sent yet</p>
  return (
    <p className="text-[0.8125rem] text-muted">
      {outcome === null ? "Activity sent" : `Activity waits: ${outcomeText(outcome, null)}`} ·{" "}
      <RelativeTime at={at} />
    </p>
  )
}

function Last({ last }: { last: LastDelivery }) {
  const { state, at, outcome, evidence } = last
  return (
    <div className="grid justify-items-start gap-1">
      <StateBadge state={state} tried={outcome !== null} />
      <span className="text-[0.8125rem] text-muted">
        {state === "delivered" || outcome === null ? null : (
          <>{outcomeText(outcome, evidence)} · </>
        )}
        <RelativeTime at={at} />
      </span>
    </div>
  )
}
