import type { TenantFilter } from "@/lib/tenants/tenant-filter"

export const PAGE_SIZE = 25
export const TENANT_SORTS = ["attention", "name", "valid", "authorised", "verified"] as const

/** The list's first page, with nothing left out. */
export const EVERYTHING: TenantQuery = {
  search: "",
  status: null,
  grantId: null,
  only: null,
  sort: "attention",
  descending: false,
  page: 1,
}

export type TenantSort = (typeof TENANT_SORTS)[number]
/** Which organisations, in which order, which page of them. */
export type TenantQuery = TenantFilter & {
  sort: TenantSort
  descending: boolean
  /** From 1. */
  page: number
}
