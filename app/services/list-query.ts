import { z } from "zod"
import { pageNumber } from "@/app/paging"
import { searchWords } from "@/lib/typed-text"
import { SERVICE_STATES, type ServiceQuery } from "@/web/services/service-query"

// A value that the address should not hold counts as missing.
const LIST_QUERY = z.object({
  q: searchWords,
  state: z.enum(SERVICE_STATES).nullable().catch(null),
  page: pageNumber,
})

/** What the list's address asks for. */
export function parseServiceQuery(params: Record<string, unknown>): ServiceQuery {
  const { q, state, page } = LIST_QUERY.parse(params)
  return { search: q, state, page }
}

/** The address of the list with something changed. Every change except a page number leads to the first page. */
export function servicesHref(query: ServiceQuery, change: Partial<ServiceQuery> = {}): string {
  const params = new URLSearchParams(serviceParams({ ...query, page: 1, ...change }))
  return params.size === 0 ? "/services" : `/services?${params}`
}

/** The same as names and values of a form, without the defaults. */
export function serviceParams({ search, state, page }: ServiceQuery): Record<string, string> {
  return {
    ...(search === "" ? {} : { q: search }),
    ...(state === null ? {} : { state }),
    ...(page === 1 ? {} : { page: String(page) }),
  }
}
