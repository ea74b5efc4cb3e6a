import { BarChart } from "@/app/_ui/content/bar-chart"
import { formatCount, formatDate } from "@/lib/format"
import type { FetchDay } from "@/web/services/list-fetch-days"

/** Fetches by day as bars, with the same figures in a table. */
export function DayChart({ days }: { days: FetchDay[] }) {
  const most = Math.max(...days.map((one) => one.fetches))
  const all = days.reduce((sum, one) => sum + one.fetches, 0)
  if (all === 0) return <p className="text-muted">No tokens fetched in the last 30 days.</p>
  const bars = days.map(({ day, fetches }) => ({
    name: formatDate(new Date(day), "UTC"),
    values: [fetches],
  }))
  return (
    <BarChart
      label={`Fetches in the last ${days.length} days: ${formatCount(all)} in total, at most ${formatCount(most)} in one day`}
      head="Day (UTC)"
      series={[{ name: "fetches", tone: "accent", sum: all }]}
      bars={bars}
      note={`in 30 days, at most ${formatCount(most)} a day (UTC)`}
    />
  )
}
