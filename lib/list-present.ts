/** A list of what is there: an item that a condition leaves out is false or null. */
export function listPresent<Item>(items: (Item | false | null)[]): Item[] {
  return items.filter((item): item is Item => item !== false && item !== null)
}
