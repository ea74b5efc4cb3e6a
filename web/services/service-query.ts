import type { ServiceState } from "@/lib/services/service-state"

export const SERVICES_A_PAGE = 25
export const LEDGER_ROWS_A_PAGE = 25
/** Access that was not used for this long is pointed out; the chart shows as much. */
export const LEDGER_DAYS = 30
export const SERVICE_STATES = ["active", "disabled", "expired", "revoked"] as const

/** Which services, which page of them. No state: all but the revoked ones. */
export type ServiceQuery = {
  search: string
  state: ServiceState | null
  /** From 1. */
  page: number
}
/** Which rows of one service's ledger. */
export type LedgerQuery = {
  only: "unused" | null
  /** From 1. */
  page: number
}
