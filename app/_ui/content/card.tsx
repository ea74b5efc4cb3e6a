import type { ReactNode } from "react"
import { cx } from "@/app/_ui/content/cx"

/** A surface that holds one thing, with an optional heading and actions beside it. */
export function Card({ title, hint, actions, flush = false, className, children }: CardProps) {
  return (
    <section className={cx("rounded-xl border bg-surface shadow-card", className)}>
      {title ? (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b px-4 py-3 has-[+:empty]:border-b-0 sm:px-5">
          <div className="min-w-0">
            <h2 className="font-semibold text-[0.9375rem]">{title}</h2>
            {hint ? <p className="text-[0.8125rem] text-muted">{hint}</p> : null}
          </div>
          {actions}
        </header>
      ) : null}
      <div className={flush ? "" : "px-4 py-4 sm:px-5"}>{children}</div>
    </section>
  )
}

type CardProps = {
  title?: ReactNode
  hint?: ReactNode
  actions?: ReactNode
  /** No padding: for a table or a list that reaches the edges. */
  flush?: boolean
  className?: string
  children: ReactNode
}
