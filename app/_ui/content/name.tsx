import { cx } from "@/app/_ui/content/cx"
import { visibleName } from "@/lib/text"

/** Somebody else's words (an organisation, a person), in their own reading direction and wrapped wherever they must. */
export function Name({ children, className }: { children: string; className?: string }) {
  return (
    <bdi className={cx("[overflow-wrap:anywhere]", className)} dir="auto">
      {visibleName(children)}
    </bdi>
  )
}
