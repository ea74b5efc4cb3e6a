import { Name } from "@/app/_ui/content/name"
import type { Organisation } from "@/lib/contract/outcomes"
import { labelOf } from "@/lib/names/label"

/** "Maple Florist and 2 more": at most three names, because a banner has little room. */
export function Names({ of, marks }: { of: readonly Organisation[]; marks: Marks }) {
  const shown = of.length > 4 ? of.slice(0, 3) : of
  const rest = of.length - shown.length
  return shown.map((one, index) => (
    <span key={one.tenantId}>
      {index === 0 ? "" : index === of.length - 1 ? " and " : ", "}
      <Name>{labelOf({ name: one.name, mark: marks[one.tenantId] ?? null })}</Name>
      {rest > 0 && index === shown.length - 1 ? ` and ${rest} more` : ""}
    </span>
  ))
}

/** By tenant id: what tells an organisation from its namesakes. */
export type Marks = Readonly<Record<string, string>>
