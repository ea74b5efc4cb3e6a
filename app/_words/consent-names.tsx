import { Name } from "@/app/_ui/content/name"
import type { Organisation } from "@/lib/contract/outcomes"
import { fullStop } from "@/lib/format"
import { labelOf } from "@/lib/names/label"

/** "Maple Florist and 2 more": at most three names, because a banner has little room. */
export function Names({ of, marks, isLast }: NamesProps) {
  const shown = of.length > 4 ? of.slice(0, 3) : of
  const rest = of.length - shown.length
  const label = (one: Organisation) =>
    labelOf({ name: one.name, mark: marks[one.tenantId] ?? null })
  return shown.map((one, index) => (
    <span key={one.tenantId}>
      {index === 0 ? "" : index === of.length - 1 ? " and " : ", "}
      <Name>{label(one)}</Name>
      {index < shown.length - 1 ? "" : endOf(label(one), rest, isLast)}
    </span>
  ))
}

function endOf(label: string, rest: number, isLast = false): string {
  const more = rest > 0 ? ` and ${rest} more` : ""
  return isLast ? `${more}${fullStop(label + more)}` : more
}

type NamesProps = {
  of: readonly Organisation[]
  marks: Marks
  /** They end a sentence, and bring its full stop. */
  isLast?: boolean
}
/** By tenant id: what tells an organisation from its namesakes. */
export type Marks = Readonly<Record<string, string>>
