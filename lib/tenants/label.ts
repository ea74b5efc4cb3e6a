import { visibleName } from "@/lib/text"

/**
 * An organisation by its name alone, "Maple Florist", or with what tells it apart where it has a mark (`findMarks`):
 * "Demo Company (AU) · 3f2a91c0", "(no name) · 3f2a91c0".
 */
export function tenantLabel({ name, mark }: LabelledTenant): string {
  return mark === null ? visibleName(name) : `${visibleName(name)} · ${mark}`
}

export type LabelledTenant = {
  name: string
  /** The part of its id that tells it from its namesakes; null where the name is enough. */
  mark: string | null
}
