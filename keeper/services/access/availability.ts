import type { ConnectionState } from "@/lib/db/generated/client"
import type { TenantStatus } from "@/lib/tenants/status"

/**
 * Whether an organisation's tokens may be handed out. While a chain is only in trouble, a token that still lives may
 * be. If the organisation was disconnected inside Xero none may be, even if its status shows something else first.
 */
export function availabilityOf({ status, reason, connectionState }: TenantFacts): Availability {
  if (status === "removed" || status === "disconnected_in_xero") return "tenant_disconnected"
  if (reason === "handed_over") return "tenant_disconnected"
  if (reason === "revoked" || reason === "other_app") return "reconnect_required"
  return connectionState === "disconnected_in_xero" ? "tenant_disconnected" : "available"
}

type TenantFacts = { status: TenantStatus; reason: string; connectionState: ConnectionState }
export type Availability = "available" | "tenant_disconnected" | "reconnect_required"
