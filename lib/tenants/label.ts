// White space, controls and whatever a screen draws nothing for.
const NOTHING_TO_SEE = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** A name as people are shown it: one that nobody could see is shown as "(no name)". */
export function visibleName(name: string): string {
  return isBlank(name) ? "(no name)" : name
}

/** Whether nothing of a name can be seen. */
export function isBlank(name: string): boolean {
  return NOTHING_TO_SEE.test(name)
}

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
