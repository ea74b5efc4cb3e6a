import { CircleAlert, CircleCheck, Pause } from "lucide-react"
import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { Pagination } from "@/app/_ui/content/pagination"
import { Table } from "@/app/_ui/content/table"
import { DateTimeOf } from "@/app/_ui/content/time"
import { PageLink } from "@/app/_ui/frame/page-link"
import { type PageQuery, pageHref } from "@/app/settings/alerts/page-query"
import { NEWS } from "@/lib/alerts/alert-detail"
import { formatAmount } from "@/lib/format"
import { ALERTS_A_PAGE, type AlertPage, type AlertView } from "@/web/alerts/list-alerts"

/** Present and past problems, open ones first. */
export function AlertList({ page, query }: { page: AlertPage; query: PageQuery }) {
  if (page.all === 0) {
    return (
      <Card title="Recent alerts">
        <p className="text-muted">No alerts so far.</p>
      </Card>
    )
  }
  return (
    <Card title="Recent alerts" hint="Open ones first, then the newest." flush>
      <Table
        label="Recent alerts"
        columns={[{ title: "Alert", width: "w-1/2" }, "State", "Sent to", "Opened", "Resolved"]}
        rows={page.alerts.map((alert) => ({
          key: alert.alertId,
          cells: {
            Alert: <Alert alert={alert} />,
            State: <AlertState alert={alert} />,
            "Sent to":
              alert.channelCount === 0 ? (
                <span className="text-muted">No one</span>
              ) : (
                formatAmount(alert.channelCount, "channel")
              ),
            Opened: <DateTimeOf at={alert.openedAt} />,
            Resolved: <DateTimeOf at={alert.resolvedAt} />,
          },
        }))}
      />
      <div className="border-t px-4 py-3 sm:px-5">
        <Pagination
          label="Pages of alerts"
          page={query.alerts}
          size={ALERTS_A_PAGE}
          all={page.all}
          what={(count) => formatAmount(count, "alert")}
          href={(alerts) => pageHref(query, { alerts })}
        />
      </div>
    </Card>
  )
}

function Alert({ alert: { title, what, href } }: { alert: AlertView }) {
  return (
    <>
      <div className="font-medium [overflow-wrap:anywhere]">
        {href === null ? (
          title
        ) : (
          <PageLink
            href={href}
            className="underline decoration-line underline-offset-2 hover:text-accent hover:decoration-accent"
          >
            {title}
          </PageLink>
        )}
      </div>
      <div className="text-[0.8125rem] text-muted [overflow-wrap:anywhere]">{what}</div>
    </>
  )
}

function AlertState({ alert: { kind, resolvedAt, held } }: { alert: AlertView }) {
  if (NEWS.has(kind)) return <Badge tone="info">Notice</Badge>
  if (resolvedAt !== null) {
    return (
      <Badge tone="ok" icon={CircleCheck}>
        Resolved
      </Badge>
    )
  }
  if (held) {
    return (
      <div className="grid justify-items-start gap-1">
        <Badge tone="info" icon={Pause}>
          Held
        </Badge>
        <span className="text-[0.8125rem] text-muted">until the incident ends</span>
      </div>
    )
  }
  return (
    <Badge tone="danger" icon={CircleAlert}>
      Open
    </Badge>
  )
}
