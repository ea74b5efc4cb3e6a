import type { ComponentType, ReactNode } from "react"
import { cx } from "@/app/_ui/content/cx"

const TONES = {
  neutral: "border-line bg-sunken text-muted",
  ok: "border-ok-line bg-ok-soft text-ok",
  warn: "border-warn-line bg-warn-soft text-warn",
  danger: "border-danger-line bg-danger-soft text-danger",
  info: "border-info-line bg-info-soft text-info",
}

/** A few words that stand out: a status, a role, a mark. On a narrow screen they may take two lines. */
export function Badge({ tone = "neutral", icon: Icon, children }: BadgeProps) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.5 rounded-xl border px-2 py-0.5 font-medium text-xs md:whitespace-nowrap [&_svg]:size-3.5 [&_svg]:shrink-0",
        TONES[tone],
      )}
    >
      {Icon ? <Icon /> : null}
      {children}
    </span>
  )
}

export type Tone = keyof typeof TONES
type BadgeProps = { tone?: Tone; icon?: ComponentType; children: ReactNode }
