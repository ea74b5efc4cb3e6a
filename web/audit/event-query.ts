export const EVENT_GROUPS = ["tenant", "consent", "grant", "member", "service", "app"] as const

export type EventGroup = (typeof EVENT_GROUPS)[number]
/** Which events; null is no filter. */
export type EventQuery = {
  group: EventGroup | null
  memberId: string | null
  tenantId: string | null
  serviceId: string | null
  /** Digits: the id of the last event of the page before. */
  before: string | null
}
