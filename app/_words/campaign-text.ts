import { formatAmount, formatCount } from "@/lib/format"

/** What the page of a campaign says of a list that ends early; null where it has all links. */
export function listedText({ listed, all }: { listed: number; all: number }): string | null {
  if (listed >= all) return null
  return `The list shows ${formatCount(listed)} of ${formatAmount(all, "link")}, starting with those that are not done.`
}
