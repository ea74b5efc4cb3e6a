import type { ReactNode } from "react"
import { cx } from "@/app/_ui/content/cx"
import { DateTimeOf } from "@/app/_ui/content/time"

const DOTS = { good: "bg-ok", bad: "bg-danger", neutral: "bg-edge" }

/** One event of a timeline: what, why, who, when. */
export function EventLine(props: EventLineProps) {
  const { tone, at, actor, origin, reason, inside = [], children } = props
  return (
    <li className="flex gap-3 border-b px-4 py-2.5 last:border-b-0 sm:px-5">
      <span aria-hidden className={cx("mt-[0.4375rem] size-2 shrink-0 rounded-full", DOTS[tone])} />
      <div className="flex min-w-0 flex-1 flex-wrap justify-between gap-x-6 gap-y-0.5">
        <div className="min-w-0">
          <p className="[overflow-wrap:anywhere]">{children}</p>
          {reason ? (
            <p className="text-[0.8125rem] text-muted [overflow-wrap:anywhere]">{reason}</p>
          ) : null}
          {inside.length > 0 ? (
            <ul className="text-[0.8125rem] text-muted [overflow-wrap:anywhere]">
              {inside.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          ) : null}
        </div>
        <p className="text-[0.8125rem] text-muted">
          <bdi>{actor}</bdi> · {origin ? `${origin} · ` : null}
          <DateTimeOf at={at} />
        </p>
      </div>
    </li>
  )
}

type EventLineProps = {
  tone: keyof typeof DOTS
  at: Date
  actor: string
  /** Where it came from: address and browser. */
  origin?: string | null
  reason: string | null
  /** Further sentences that belong to it. */
  inside?: string[]
  children: ReactNode
}
