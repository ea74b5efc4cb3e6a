import { z } from "zod"
import { pageNumber } from "@/app/paging"
import type { LedgerQuery } from "@/web/services/service-query"

const QUERY = z.object({
  only: z.enum(["unused"]).nullable().catch(null),
  page: pageNumber,
})

/** The rows of the ledger that the address asks for. A value that it should not hold counts as missing. */
export function parseLedgerQuery(params: Record<string, unknown>): LedgerQuery {
  return QUERY.parse(params)
}

/** The address of a service's page with another page of its ledger. */
export function ledgerHref(serviceId: string, { only, page }: LedgerQuery): string {
  const params = new URLSearchParams({
    ...(only === null ? {} : { only }),
    ...(page === 1 ? {} : { page: String(page) }),
  })
  return params.size === 0 ? `/services/${serviceId}` : `/services/${serviceId}?${params}`
}
