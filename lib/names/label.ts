import { visibleName } from "@/lib/text"

/**
 * An organisation by its name alone, "Maple Florist", or with what tells it apart where it has a mark (`findTenantMarks`):
 * "Demo Company (AU) · 3f2a91c0", "(no name) · 3f2a91c0".
 */
export function labelOf({ name, mark }: Labelled): string {
  return mark === null ? visibleName(name) : `${visibleName(name)} · ${mark}`
}

export type Labelled = {
  name: string
  /** The part of its id that tells it from its namesakes; null where the name is enough. */
  mark: string | null
}
