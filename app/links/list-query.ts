import { z } from "zod"
import { pageNumber } from "@/app/paging"
import { LINK_STANDINGS } from "@/lib/links/link-terms"
import { searchWords } from "@/lib/typed-text"
import { LINK_SORTS, type LinkQuery } from "@/web/links/link-query"

// A value that the address should not hold counts as missing.
const LIST_QUERY = z.object({
  q: searchWords,
  state: z.enum(LINK_STANDINGS).nullable().catch(null),
  sort: z.enum(LINK_SORTS).catch("newest"),
  page: pageNumber,
})

/** What the list's address asks for. */
export function parseLinkQuery(params: Record<string, unknown>): LinkQuery {
  const { q, state, sort, page } = LIST_QUERY.parse(params)
  return { search: q, standing: state, sort, page }
}

/** The address of the list with something changed. Every change except a page number leads to the first page. */
export function linksHref(query: LinkQuery, change: Partial<LinkQuery> = {}): string {
  const params = new URLSearchParams(linkParams({ ...query, page: 1, ...change }))
  return params.size === 0 ? "/links" : `/links?${params}`
}

/** The same as names and values of a form, without the defaults. */
export function linkParams({ search, standing, sort, page }: LinkQuery): Record<string, string> {
  return {
    ...(search === "" ? {} : { q: search }),
    ...(standing === null ? {} : { state: standing }),
    ...(sort === "newest" ? {} : { sort }),
    ...(page === 1 ? {} : { page: String(page) }),
  }
}

/** The sort orders as options, each with its address. */
export function linkSortOptions(query: LinkQuery): { value: string; label: string }[] {
  const named = [
    ["newest", "Newest first"],
    ["ends", "Expires first"],
    ["recipient", "By recipient"],
    ["organisation", "By organisation"],
  ] as const
  return named.map(([sort, label]) => ({ value: linksHref(query, { sort }), label }))
}
