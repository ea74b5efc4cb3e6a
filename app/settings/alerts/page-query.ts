import { z } from "zod"

const page = z.coerce.number().int().min(1).max(100_000).catch(1)
const QUERY = z.object({ alerts: page, deliveries: page })

/** The page of each list that the address asks for. Anything that is not a number means the first. */
export function parsePageQuery(params: Record<string, unknown>): PageQuery {
  return QUERY.parse(params)
}

/** The address with another page of one list; the other list keeps its page. */
export function pageHref(query: PageQuery, change: Partial<PageQuery>): string {
  const pages = Object.entries({ ...query, ...change }).filter(([, number]) => number !== 1)
  const params = new URLSearchParams(pages.map(([name, number]) => [name, String(number)]))
  return params.size === 0 ? "/settings/alerts" : `/settings/alerts?${params}`
}

/** "11–20 of 132", and the pages beside this one. */
export function pagesOf({ page: number, size, all, what, href }: PageFacts): Pages {
  const from = (number - 1) * size
  const to = Math.min(from + size, all)
  return {
    summary: all <= size ? what(all) : `${from + 1}–${to} of ${what(all)}`,
    previous: number > 1 ? href(number - 1) : null,
    next: to < all ? href(number + 1) : null,
  }
}

export type PageQuery = z.output<typeof QUERY>
type PageFacts = {
  page: number
  size: number
  all: number
  what: (count: number) => string
  href: (page: number) => string
}
type Pages = { summary: string; previous: string | null; next: string | null }
