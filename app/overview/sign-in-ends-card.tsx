import { BarChart } from "@/app/_ui/content/bar-chart"
import { Card } from "@/app/_ui/content/card"
import { formatAmount, formatDate } from "@/lib/format"
import type { SignInWeek } from "@/web/overview/list-sign-in-ends"

/** When sign-ins end if nothing refreshes them: healthy ones stand at the right, because each refresh moves them there. */
export function SignInEndsCard({ weeks }: { weeks: SignInWeek[] }) {
  const all = weeks.reduce((sum, week) => sum + week.ends, 0)
  return (
    <Card
      title="When sign-ins end"
      hint="By week over the next 60 days. Each refresh moves a sign-in to the right."
    >
      {all === 0 ? (
        <p className="text-muted">No sign-in works.</p>
      ) : (
        <BarChart
          label={`Sign-ins by the week in which they end: ${formatAmount(all, "sign-in")}`}
          head="Week from (UTC)"
          series={[{ name: all === 1 ? "sign-in" : "sign-ins", tone: "accent", sum: all }]}
          bars={weeks.map(({ from, ends }) => ({ name: formatDate(from, "UTC"), values: [ends] }))}
        />
      )}
    </Card>
  )
}
