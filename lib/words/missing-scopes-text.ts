const MOST_NAMED = 20

/** What a program asked for and the organisation's consent does not hold, and what helps. */
export function missingScopesText(missing: string[]): string {
  const more = missing.length - MOST_NAMED
  const named = missing.slice(0, MOST_NAMED).join(" ")
  return `The consent for this organisation does not hold: ${named}${more > 0 ? ` and ${more} more` : ""}. Its page says how to get them.`
}
