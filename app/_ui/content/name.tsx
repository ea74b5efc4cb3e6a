import { cx } from "@/app/_ui/content/cx"
import { visibleName } from "@/lib/text"

/** A name from outside (an organisation, a person), in its own reading direction and wrapped wherever necessary. */
export function Name({ children, className }: { children: string; className?: string }) {
  return (
    <bdi className={cx("[overflow-wrap:anywhere]", className)} dir="auto">
      {visibleName(children)}
    </bdi>
  )
}
