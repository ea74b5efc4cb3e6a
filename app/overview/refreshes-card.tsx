import { BarChart } from "@/app/_ui/content/bar-chart"
import { Card } from "@/app/_ui/content/card"
import { formatCount, formatDate, formatDateTime } from "@/lib/format"
import type { Refreshes, RefreshPeriod } from "@/web/overview/list-refreshes"

/** How refreshes went, by the hour and by the day. */
export function RefreshesCard({ refreshes }: { refreshes: Refreshes }) {
  return (
    <Card
      title="Refreshes"
      hint="A failed refresh is tried again. A sign-in lasts 60 days without one. Times are in UTC."
    >
      <div className="grid gap-6 sm:grid-cols-2">
        <Part
          title="Last 24 hours"
          head="Hour (UTC)"
          periods={refreshes.hours}
          name={(from) => formatDateTime(from, "UTC")}
        />
        <Part
          title="Last 30 days"
          head="Day (UTC)"
          periods={refreshes.days}
          name={(from) => formatDate(from, "UTC")}
        />
      </div>
    </Card>
  )
}

function Part({ title, head, periods, name }: PartProps) {
  const succeeded = periods.reduce((sum, one) => sum + one.succeeded, 0)
  const failed = periods.reduce((sum, one) => sum + one.failed, 0)
  return (
    <section className="grid content-start gap-2">
      <h3 className="font-medium text-[0.8125rem]">{title}</h3>
      {succeeded + failed === 0 ? (
        <p className="text-muted">None.</p>
      ) : (
        <BarChart
          label={`${title}: ${formatCount(succeeded)} refreshes succeeded and ${formatCount(failed)} failed`}
          head={head}
          series={[
            { name: "succeeded", tone: "accent", sum: succeeded },
            { name: "failed", tone: "danger", sum: failed },
          ]}
          bars={periods.map((one) => ({
            name: name(one.from),
            values: [one.succeeded, one.failed],
          }))}
        />
      )}
    </section>
  )
}

type PartProps = {
  title: string
  head: string
  periods: RefreshPeriod[]
  name: (from: Date) => string
}
