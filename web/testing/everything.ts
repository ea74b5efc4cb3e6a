import type { TenantQuery } from "@/web/tenants/tenant-query"

/** The list's first page, with nothing left out. */
export const EVERYTHING: TenantQuery = {
  search: "",
  status: null,
  sort: "attention",
  descending: false,
  page: 1,
}
