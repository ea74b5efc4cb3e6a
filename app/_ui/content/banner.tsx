import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert, X } from "lucide-react"
import type { ReactNode } from "react"
import { cx } from "@/app/_ui/content/cx"
import { PageLink } from "@/app/_ui/frame/page-link"

const LOOKS: Record<BannerTone, { look: string; sign: string; icon: LucideIcon }> = {
  info: { look: "border-info-line bg-info-soft", sign: "text-info", icon: Info },
  success: { look: "border-ok-line bg-ok-soft", sign: "text-ok", icon: CircleCheck },
  warning: { look: "border-warn-line bg-warn-soft", sign: "text-warn", icon: TriangleAlert },
  danger: { look: "border-danger-line bg-danger-soft", sign: "text-danger", icon: CircleAlert },
}

const DISMISS_LOOK =
  "-my-1 -mr-2 grid size-8 shrink-0 place-items-center rounded-lg text-muted hover:text-ink"

/**
 * What happened and what to do, across the page. Bad news is announced at once, good news when the reader pauses; a
 * `quiet` one is part of the page and is not announced at all. A text alone is a paragraph.
 */
export function Banner({
  tone,
  title,
  actions,
  dismissHref,
  onDismiss,
  quiet = false,
  children,
}: BannerProps) {
  const { look, sign, icon: Icon } = LOOKS[tone]
  return (
    <div
      role={quiet ? undefined : tone === "danger" || tone === "warning" ? "alert" : "status"}
      className={cx("flex items-start gap-3 rounded-xl border px-4 py-3", look)}
    >
      <Icon className={cx("mt-0.5 size-[1.125rem] shrink-0", sign)} />
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="font-semibold [overflow-wrap:anywhere]">{title}</p>
        {children ? (
          <div className="grid max-w-3xl gap-1.5 text-ink/85 [overflow-wrap:anywhere] [&_ul]:list-disc [&_ul]:pl-5">
            {typeof children === "string" ? <p>{children}</p> : children}
          </div>
        ) : null}
        {actions ? <div className="mt-1.5 flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
      {dismissHref ? (
        <PageLink href={dismissHref} scroll={false} aria-label="Dismiss" className={DISMISS_LOOK}>
          <X className="size-4" />
        </PageLink>
      ) : null}
      {onDismiss ? (
        <button type="button" onClick={onDismiss} aria-label="Dismiss" className={DISMISS_LOOK}>
          <X className="size-4" />
        </button>
      ) : null}
    </div>
  )
}

export type BannerTone = "info" | "success" | "warning" | "danger"
type BannerProps = {
  tone: BannerTone
  title: ReactNode
  actions?: ReactNode
  /** This page's address without the banner. */
  dismissHref?: string
  onDismiss?: () => void
  quiet?: boolean
  children?: ReactNode
}
