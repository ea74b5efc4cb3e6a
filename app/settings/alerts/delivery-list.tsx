import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { Pagination } from "@/app/_ui/content/pagination"
import { Table, type TableRow } from "@/app/_ui/content/table"
import { DateTimeOf, RelativeTime } from "@/app/_ui/content/time"
import { SendAgain } from "@/app/settings/alerts/components"
import { type PageQuery, pageHref } from "@/app/settings/alerts/page-query"
import { StateBadge } from "@/app/settings/alerts/state-badge"
import { formatAmount } from "@/lib/format"
import {
  type AttemptView,
  DELIVERIES_A_PAGE,
  type DeliveryPage,
  type DeliveryView,
} from "@/web/alerts/list-deliveries"
import { outcomeText } from "@/web/words/delivery-outcome-text"

const SOON_IN_MILLISECONDS = 60_000

/** Every message to every channel, with its attempts. */
export function DeliveryList({ page, query, isOwner }: DeliveryListProps) {
  return (
    <Card
      title="Deliveries"
      hint="Tenantry retries a failed message for 24 hours, with longer and longer pauses."
      flush
    >
      <Table
        label="Deliveries"
        columns={[
          { title: "Message", width: "w-2/5" },
          "Channel",
          "Outcome",
          "Created",
          isOwner && "Actions",
        ]}
        rows={page.deliveries.map(toRow)}
      />
      <div className="border-t px-4 py-3 sm:px-5">
        <Pagination
          label="Pages of deliveries"
          page={query.deliveries}
          size={DELIVERIES_A_PAGE}
          all={page.all}
          what={(count) => formatAmount(count, "delivery", "deliveries")}
          href={(deliveries) => pageHref(query, { deliveries })}
        />
      </div>
    </Card>
  )
}

function toRow(delivery: DeliveryView): TableRow {
  const { deliveryId, title, createdAt, channelName, channelRemoved } = delivery
  return {
    key: deliveryId,
    cells: {
      Message: <span className="[overflow-wrap:anywhere]">{title}</span>,
      Channel: (
        <>
          <Name>{channelName}</Name>
          {channelRemoved ? <span className="text-muted"> (removed)</span> : null}
        </>
      ),
      Outcome: <Outcome delivery={delivery} />,
      Created: (
        <span className="whitespace-nowrap">
          <DateTimeOf at={createdAt} />
        </span>
      ),
      Actions: channelRemoved ? (
        <span className="text-muted">–</span>
      ) : (
        <SendAgain deliveryId={deliveryId} title={title} />
      ),
    },
  }
}

function Outcome({ delivery: { state, attempts, nextAttemptAt } }: { delivery: DeliveryView }) {
  const [last] = attempts
  return (
    <div className="grid justify-items-start gap-1">
      <StateBadge state={state} tried={attempts.length > 0} />
      {state === "waiting" && last !== undefined && nextAttemptAt !== null ? (
        <span className="text-[0.8125rem] text-muted">
          Next try {isSoon(nextAttemptAt) ? "in a moment" : <RelativeTime at={nextAttemptAt} />}
        </span>
      ) : null}
      {attempts.length === 0 ? null : <Attempts attempts={attempts} />}
    </div>
  )
}

function isSoon(at: string): boolean {
  return new Date(at).getTime() - Date.now() < SOON_IN_MILLISECONDS
}

function Attempts({ attempts }: { attempts: AttemptView[] }) {
  return (
    <details className="text-[0.8125rem] text-muted">
      <summary className="w-fit rounded-md">{formatAmount(attempts.length, "attempt")}</summary>
      <ol className="mt-1 grid gap-1 border-l pl-3">
        {attempts.map(({ attemptId, at, outcome, evidence }) => (
          <li key={attemptId}>
            <DateTimeOf at={at} />: {outcomeText(outcome, evidence)}
          </li>
        ))}
      </ol>
    </details>
  )
}

type DeliveryListProps = { page: DeliveryPage; query: PageQuery; isOwner: boolean }
