import { cx } from "@/app/_ui/content/cx"
import { formatCount } from "@/lib/format"

const HEIGHT = 100
const STEP = 10
const BAR = 7
// One must stay visible beside thousands.
const LEAST = 4

/**
 * Bars side by side, each stacked of its series, from nothing up to the tallest, with the same figures in a table. `label`
 * says in words what they show.
 */
export function BarChart({ label, head, series, bars, note, className = "h-24" }: BarChartProps) {
  const most = Math.max(...bars.map(totalOf))
  return (
    <figure className="grid gap-1.5">
      <Legend series={series} note={note} />
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-1.5 text-muted text-xs">
        <div
          aria-hidden
          className="flex flex-col justify-between text-right tabular-nums leading-none"
        >
          <span>{formatCount(most)}</span>
          <span>0</span>
        </div>
        <svg
          role="img"
          aria-label={label}
          viewBox={`0 0 ${bars.length * STEP} ${HEIGHT}`}
          preserveAspectRatio="none"
          className={cx("w-full border-b", className)}
        >
          {bars.map((bar, at) => (
            <Column key={bar.name} bar={bar} at={at} most={most} series={series} />
          ))}
        </svg>
        <div className="col-start-2 flex justify-between gap-x-3">
          <span>{bars[0]?.name}</span>
          <span className="text-right">{bars.at(-1)?.name}</span>
        </div>
      </div>
      <Figures head={head} series={series} bars={bars.filter((bar) => totalOf(bar) > 0)} />
    </figure>
  )
}

function Legend({ series, note }: Pick<BarChartProps, "series" | "note">) {
  return (
    <div className="flex flex-wrap justify-between gap-x-3 text-muted text-xs">
      <span className="flex flex-wrap gap-x-3">
        {series.map(({ name, tone, sum }) => (
          <span key={name} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={cx("size-2 rounded-sm", SWATCHES[tone])} />
            {sum === undefined ? name : `${formatCount(sum)} ${name}`}
          </span>
        ))}
      </span>
      {note ? <span>{note}</span> : null}
    </div>
  )
}

function Column({ bar, at, most, series }: ColumnProps) {
  const x = at * STEP + (STEP - BAR) / 2
  const told = series.map(({ name }, of) => `${formatCount(bar.values[of] ?? 0)} ${name}`)
  return (
    <g className="group">
      <title>{`${bar.name}: ${told.join(", ")}`}</title>
      <rect x={at * STEP} y={0} width={STEP} height={HEIGHT} className="fill-transparent" />
      {totalOf(bar) === 0 ? (
        <rect x={x} y={HEIGHT - 1} width={BAR} height={1} className="fill-line" />
      ) : (
        partsOf(bar, most).map(({ y, height }, of) => (
          <rect
            key={series[of]?.name}
            x={x}
            y={y}
            width={BAR}
            height={height}
            className={cx(FILLS[series[of]?.tone ?? "accent"], "group-hover:opacity-80")}
          />
        ))
      )}
    </g>
  )
}

/** The parts of a bar from the bottom up. */
function partsOf({ values }: Bar, most: number): { y: number; height: number }[] {
  let top = HEIGHT
  return values.map((value) => {
    const height = value === 0 ? 0 : Math.max(LEAST, (value / most) * (HEIGHT - LEAST))
    top -= height
    return { y: Math.max(0, top), height }
  })
}

function Figures({ head, series, bars }: Pick<BarChartProps, "head" | "series" | "bars">) {
  if (bars.length === 0) return null
  return (
    <details className="text-[0.8125rem]">
      <summary className="w-fit rounded-md text-muted">Show as a table</summary>
      <div className="mt-2 max-w-md rounded-lg border">
        <table className="w-full text-left">
          <thead>
            <tr className="border-b bg-sunken/60 text-muted text-xs">
              <th scope="col" className="px-3 py-1.5 font-medium">
                {head}
              </th>
              {series.map(({ name }) => (
                <th key={name} scope="col" className="px-3 py-1.5 text-right font-medium">
                  {name[0]?.toUpperCase()}
                  {name.slice(1)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.toReversed().map((bar) => (
              <tr key={bar.name} className="border-b last:border-b-0">
                <td className="px-3 py-1">{bar.name}</td>
                {series.map(({ name }, of) => (
                  <td key={name} className="px-3 py-1 text-right tabular-nums">
                    {formatCount(bar.values[of] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function totalOf({ values }: Bar): number {
  return values.reduce((sum, value) => sum + value, 0)
}

const FILLS = { accent: "fill-accent", danger: "fill-danger", warn: "fill-warn" }
const SWATCHES = { accent: "bg-accent", danger: "bg-danger", warn: "bg-warn" }

/** `name` in lower case, as after a number; `sum` is shown before it. */
export type Series = { name: string; tone: keyof typeof FILLS; sum?: number }
/** One value for each series. Names differ. */
export type Bar = { name: string; values: number[] }
type ColumnProps = { bar: Bar; at: number; most: number; series: Series[] }
type BarChartProps = {
  label: string
  /** Over the names of the bars in the table. */
  head: string
  series: Series[]
  bars: Bar[]
  /** Beside the legend. */
  note?: string
  /** The height. */
  className?: string
}
