import { z } from "zod"
import { pageNumber } from "@/app/paging"

const QUERY = z.object({ alerts: pageNumber, deliveries: pageNumber })

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

export type PageQuery = z.output<typeof QUERY>
