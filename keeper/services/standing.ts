import { describeStanding, type TenantStatus } from "@/lib/tenants/status"

/** Whether an organisation's tokens may be handed out: while a chain is only in trouble, one that still lives may. */
export function standingOf({ status, reason }: Pick<Standing, "status" | "reason">): Serving {
  if (status === "removed" || status === "disconnected_in_xero") return "tenant_disconnected"
  if (reason === "revoked" || reason === "other_app") return "reconnect_required"
  return "serves"
}

/** What goes wrong with an organisation that is still served; empty where nothing does. */
export function listWarnings({ status, reason }: Standing): Warning[] {
  if (status === "healthy") return []
  return [{ code: status, reason, detail: describeStanding(status, reason).story }]
}

type Standing = { status: TenantStatus; reason: string }
export type Serving = "serves" | "tenant_disconnected" | "reconnect_required"
export type Warning = { code: string; reason: string; detail: string }
