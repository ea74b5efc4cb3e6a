/** Stands where a key's id would, for values that are damaged so far that they name no key. No id has this sign. */
export const DAMAGED = "?"
