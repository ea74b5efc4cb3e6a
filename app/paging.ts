import { z } from "zod"
import { formatCount } from "@/lib/format"

/** The page of a list that an address asks for. Anything that is no page number means the first. */
export const pageNumber = z.coerce.number().int().min(1).max(100_000).catch(1)

/** "11–20 of 132 alerts", and the addresses of the pages beside this one. */
export function pagesOf({ page, size, all, what, href }: PageFacts): Pages {
  const from = (page - 1) * size
  const to = Math.min(from + size, all)
  const isWhole = all <= size || from >= all
  return {
    summary: isWhole ? what(all) : `${formatCount(from + 1)}–${formatCount(to)} of ${what(all)}`,
    previous: page > 1 ? href(page - 1) : null,
    next: to < all ? href(page + 1) : null,
  }
}

type PageFacts = {
  page: number
  /** How many stand on a page, and how many there are. */
  size: number
  all: number
  /** Names an amount: "132 alerts". */
  what: (count: number) => string
  href: (page: number) => string
}
type Pages = { summary: string; previous: string | null; next: string | null }
