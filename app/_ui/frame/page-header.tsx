import type { ReactNode } from "react"

/** The page's heading, one line about it, and what can be done here. */
export function PageHeader({ title, above, hint, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="grid min-w-0 gap-1">
        {above}
        <h1 className="break-words font-semibold text-[1.375rem] leading-tight tracking-tight">
          {title}
        </h1>
        {hint ? <div className="max-w-3xl text-muted">{hint}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  )
}

type PageHeaderProps = {
  title: ReactNode
  above?: ReactNode
  hint?: ReactNode
  actions?: ReactNode
}
