import { cx } from "@/app/_ui/content/cx"

/** Somebody else's words (an organisation, a person), in their own reading direction and wrapped wherever they must. */
export function Name({ children, className }: { children: string; className?: string }) {
  return (
    <bdi className={cx("[overflow-wrap:anywhere]", className)} dir="auto">
      {children}
    </bdi>
  )
}
