import { visibleName } from "@/lib/text"

/**
 * Somebody or something by name alone, "Maple Florist", or with what tells it apart where it has a mark:
 * "Demo Company (AU) · 3f2a91c0", "(no name) · 3f2a91c0".
 */
export function labelOf({ name, mark }: Labelled): string {
  return mark === null ? visibleName(name) : `${visibleName(name)} · ${mark}`
}

export type Labelled = {
  name: string
  /** What tells it from its namesakes, such as a part of its id; null where the name is enough. */
  mark: string | null
}
