import { z } from "zod"
import type { LedgerQuery } from "@/web/services/service-query"

const QUERY = z.object({
  only: z.enum(["unused"]).nullable().catch(null),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
})

/** Which rows of the ledger the address asks for; whatever is no answer counts as not asked. */
export function parseLedgerQuery(params: Record<string, unknown>): LedgerQuery {
  return QUERY.parse(params)
}

/** The address of a service's page with another part of its ledger. */
export function ledgerHref(serviceId: string, { only, page }: LedgerQuery): string {
  const params = new URLSearchParams({
    ...(only === null ? {} : { only }),
    ...(page === 1 ? {} : { page: String(page) }),
  })
  return params.size === 0 ? `/services/${serviceId}` : `/services/${serviceId}?${params}`
}
