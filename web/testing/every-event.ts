import type { EventQuery } from "@/web/audit/event-query"

/** Every filter left out. */
export const EVERY_EVENT: EventQuery = {
  group: null,
  kind: null,
  memberId: null,
  tenantId: null,
  serviceId: null,
  address: null,
  from: null,
  to: null,
  before: null,
}
