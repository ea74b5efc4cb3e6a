import { cx } from "@/app/_ui/content/cx"
import { fullStop } from "@/lib/format"
import { visibleName } from "@/lib/text"

/** A name from outside (an organisation, a person), in its own reading direction and wrapped wherever necessary. */
export function Name({ children, className }: { children: string; className?: string }) {
  return (
    <bdi className={cx("[overflow-wrap:anywhere]", className)} dir="auto">
      {visibleName(children)}
    </bdi>
  )
}

/** The same as the last word of a sentence, with one full stop. */
export function LastName(props: { children: string; className?: string }) {
  return (
    <>
      <Name {...props} />
      {fullStop(props.children)}
    </>
  )
}
