import { cx } from "@/app/_ui/content/cx"

const BASE =
  "inline-flex select-none items-center justify-center gap-2 rounded-lg border font-medium transition-colors " +
  "disabled:opacity-50 aria-disabled:opacity-60 [&_svg]:shrink-0"

const SIZES = {
  md: "min-h-9 px-3.5 py-1.5 text-sm [&_svg]:size-4",
  sm: "min-h-8 px-2.5 py-1 text-[0.8125rem] [&_svg]:size-3.5",
}

const TONES = {
  primary:
    "border-transparent bg-accent-solid text-white shadow-card hover:not-disabled:bg-accent-strong",
  secondary: "border-line bg-surface text-ink shadow-card hover:not-disabled:bg-hover",
  quiet: "border-transparent bg-transparent text-muted hover:not-disabled:bg-hover hover:text-ink",
  danger:
    "border-transparent bg-danger-solid text-white shadow-card hover:not-disabled:bg-danger-strong",
  "danger-outline":
    "border-danger-line bg-surface text-danger shadow-card hover:not-disabled:bg-danger-soft",
}

/** One look for what is pressed, be it a button or a link. */
export function buttonLook(tone: ButtonTone, size: ButtonSize, more?: string): string {
  return cx(BASE, SIZES[size], TONES[tone], more)
}

export type ButtonTone = keyof typeof TONES
export type ButtonSize = keyof typeof SIZES
