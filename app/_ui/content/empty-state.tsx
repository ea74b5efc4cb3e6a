import type { ReactNode } from "react"

/** Stands where there is nothing to show yet: why, and the next step. */
export function EmptyState({ icon, title, actions, children }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-3 rounded-xl border border-dashed bg-surface px-5 py-12 text-center">
      {icon ? (
        <span className="grid size-11 place-items-center rounded-full bg-accent-soft text-accent [&_svg]:size-5">
          {icon}
        </span>
      ) : null}
      <h2 className="font-semibold text-base">{title}</h2>
      {children ? <div className="grid max-w-xl gap-2 text-muted">{children}</div> : null}
      {actions ? <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  )
}

type EmptyStateProps = {
  icon?: ReactNode
  title: ReactNode
  actions?: ReactNode
  children?: ReactNode
}
