import { z } from "zod"
import { pageNumber } from "@/app/paging"
import { TENANT_STATUSES } from "@/lib/tenants/status"
import { TENANT_CONDITIONS } from "@/lib/tenants/tenant-filter"
import { searchWords } from "@/lib/typed-text"
import { TENANT_SORTS, type TenantQuery } from "@/web/tenants/tenant-query"

// A value that the address should not hold counts as missing.
const LIST_QUERY = z.object({
  q: searchWords,
  status: z.enum(TENANT_STATUSES).nullable().catch(null),
  grant: z.guid().nullable().catch(null),
  only: z.enum(TENANT_CONDITIONS).nullable().catch(null),
  sort: z.enum(TENANT_SORTS).catch("attention"),
  order: z.enum(["asc", "desc"]).catch("asc"),
  page: pageNumber,
})

/** What the list's address asks for. */
export function parseListQuery(params: Record<string, unknown>): TenantQuery {
  const { q, status, grant, only, sort, order, page } = LIST_QUERY.parse(params)
  return { search: q, status, grantId: grant, only, sort, descending: order === "desc", page }
}

/** The address of the list with something changed. Every change except a page number leads to the first page. */
export function listHref(query: TenantQuery, change: Partial<TenantQuery> = {}): string {
  const params = new URLSearchParams(listParams({ ...query, page: 1, ...change }))
  return params.size === 0 ? "/organisations" : `/organisations?${params}`
}

/** The address of a file with all that the list shows, on all pages. */
export function exportHref(query: TenantQuery): string {
  return `/organisations/export?${new URLSearchParams(listParams({ ...query, page: 1 }))}`
}

/** The same as names and values of a form, without the defaults. */
export function listParams(query: TenantQuery): Record<string, string> {
  const { search, status, grantId, only, sort, descending, page } = query
  return {
    ...(search === "" ? {} : { q: search }),
    ...(status === null ? {} : { status }),
    ...(grantId === null ? {} : { grant: grantId }),
    ...(only === null ? {} : { only }),
    ...(sort === "attention" ? {} : { sort }),
    ...(descending ? { order: "desc" } : {}),
    ...(page === 1 ? {} : { page: String(page) }),
  }
}

/** What the list can be narrowed to beside a status, as options, each with its address. */
export function conditionOptions(query: TenantQuery): { value: string; label: string }[] {
  const named = [
    [null, "All consents"],
    ["one_authoriser", "Only one authoriser"],
    ["scopes_missing", "Scopes missing"],
    ["broad_scopes", "Scopes that Xero ends in 2027"],
  ] as const
  return named.map(([only, label]) => ({ value: listHref(query, { only }), label }))
}

/** The sort orders of the column headings as options, each with its address. */
export function sortOptions(query: TenantQuery): { value: string; label: string }[] {
  const named = [
    ["attention", false, "Needs attention first"],
    ["name", false, "Name, A to Z"],
    ["name", true, "Name, Z to A"],
    ["valid", false, "Sign-in ends first"],
    ["verified", false, "Verified longest ago"],
    ["authorised", false, "Authorised by"],
  ] as const
  return named.map(([sort, descending, label]) => ({
    value: listHref(query, { sort, descending }),
    label,
  }))
}
