import { cx } from "@/app/_ui/content/cx"
import { formatAmount, formatCount, formatDate } from "@/lib/format"
import type { FetchDay } from "@/web/services/list-fetch-days"

const HEIGHT = 100
const STEP = 10
const BAR = 7

/** Fetches by day as bars, with the same figures in a table. */
export function DayChart({ days }: { days: FetchDay[] }) {
  const most = Math.max(...days.map((one) => one.fetches))
  const all = days.reduce((sum, one) => sum + one.fetches, 0)
  if (all === 0) return <p className="text-muted">No tokens fetched in the last 30 days.</p>
  const label = `Fetches in the last ${days.length} days: ${formatCount(all)} in total, at most ${formatCount(most)} in one day`
  return (
    <figure className="grid gap-1.5">
      <div className="flex flex-wrap justify-between gap-x-3 text-muted text-xs">
        <span>{formatAmount(all, "fetch", "fetches")} in 30 days</span>
        <span>at most {formatCount(most)} a day</span>
      </div>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-24 w-full border-b"
      >
        {days.map((one, at) => (
          <Bar key={one.day} day={one} at={at} most={most} />
        ))}
      </svg>
      <div className="flex justify-between text-muted text-xs">
        <span>{dayWord(days[0])}</span>
        <span>{dayWord(days.at(-1))} (UTC)</span>
      </div>
      <DayTable days={days.filter((one) => one.fetches > 0)} />
    </figure>
  )
}

function Bar({ day: { day, fetches }, at, most }: { day: FetchDay; at: number; most: number }) {
  // One fetch must stay visible beside thousands.
  const height = fetches === 0 ? 1 : Math.max(4, (fetches / most) * HEIGHT)
  const x = at * STEP + (STEP - BAR) / 2
  return (
    <g className="group">
      <title>{`${formatDate(new Date(day), "UTC")}: ${formatCount(fetches)}`}</title>
      <rect x={at * STEP} y={0} width={STEP} height={HEIGHT} className="fill-transparent" />
      <rect
        x={x}
        y={HEIGHT - height}
        width={BAR}
        height={height}
        className={cx(fetches === 0 ? "fill-line" : "fill-accent group-hover:fill-accent-strong")}
      />
    </g>
  )
}

function DayTable({ days }: { days: FetchDay[] }) {
  if (days.length === 0) return null
  return (
    <details className="text-[0.8125rem]">
      <summary className="w-fit rounded-md text-muted">Show as a table</summary>
      <div className="mt-2 max-w-sm rounded-lg border">
        <table className="w-full text-left">
          <thead>
            <tr className="border-b bg-sunken/60 text-muted text-xs">
              <th scope="col" className="px-3 py-1.5 font-medium">
                Day (UTC)
              </th>
              <th scope="col" className="px-3 py-1.5 text-right font-medium">
                Fetches
              </th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map(({ day, fetches }) => (
              <tr key={day} className="border-b last:border-b-0">
                <td className="px-3 py-1">{formatDate(new Date(day), "UTC")}</td>
                <td className="px-3 py-1 text-right tabular-nums">{formatCount(fetches)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function dayWord(day: FetchDay | undefined): string {
  return day === undefined ? "" : formatDate(new Date(day.day), "UTC")
}
