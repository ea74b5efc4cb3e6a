import { CloudOff } from "lucide-react"
import { Card } from "@/app/_ui/content/card"
import { DateTimeOf, Elapsed } from "@/app/_ui/content/time"
import { formatElapsed } from "@/lib/format"
import type { RecentIncident } from "@/web/incidents/list-recent-incidents"
import { incidentText } from "@/web/words/incident-text"

/** What troubled the whole app in the last 30 days, and for how long. */
export function IncidentsCard({ incidents }: { incidents: RecentIncident[] }) {
  return (
    <Card title="Incidents" hint="With an app, Xero or the server, in the last 30 days" flush>
      {incidents.length === 0 ? (
        <p className="px-4 py-4 text-muted sm:px-5">None.</p>
      ) : (
        <ul aria-label="Incidents">
          {incidents.map((incident) => (
            <Line key={incident.id} incident={incident} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Line({ incident }: { incident: RecentIncident }) {
  const { since, closedAt } = incident
  return (
    <li className="flex gap-3 border-b px-4 py-2.5 last:border-b-0 sm:px-5">
      <CloudOff
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${closedAt === null ? "text-danger" : "text-muted"}`}
      />
      <div className="min-w-0">
        <p>{incidentText(incident).title}</p>
        <p className="text-[0.8125rem] text-muted">
          {closedAt === null ? (
            <>
              Has lasted <Elapsed since={since} />
            </>
          ) : (
            <>
              <DateTimeOf at={since} />, for {formatElapsed(new Date(since), closedAt)}
            </>
          )}
        </p>
      </div>
    </li>
  )
}
