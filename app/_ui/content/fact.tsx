import type { ReactNode } from "react"

/** One line of a `dl`: what is named, its value, and something more in small print. */
export function Fact({ label, more, children }: FactProps) {
  return (
    <div className="min-w-0">
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="mt-0.5 min-w-0">
        {children}
        {more ? <p className="break-words text-[0.8125rem] text-muted">{more}</p> : null}
      </dd>
    </div>
  )
}

type FactProps = { label: string; more?: ReactNode; children: ReactNode }
