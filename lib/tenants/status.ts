/** Most urgent first: the order of the list and of its tiles. */
export const TENANT_STATUSES = [
  "reconnect_needed",
  "disconnected_in_xero",
  "expiring_soon",
  "paused",
  "xero_not_answering",
  "healthy",
  "removed",
] as const
export const HEALTHY = TENANT_STATUSES.indexOf("healthy")

/** Where more organisations than these may not be healthy, it is quicker to look at every one once. */
export const MOST_MARKED = 10_000

/** Whether organisations with this status need a person. */
export function needsPerson(status: TenantStatus): boolean {
  return status === "reconnect_needed" || status === "disconnected_in_xero"
}

export type TenantStatus = (typeof TENANT_STATUSES)[number]
