import type { ConnectionState } from "@/lib/db/generated/client"
import type { TenantStatus } from "@/lib/tenants/status"
import { describeStanding } from "@/lib/words/tenant-status"

/**
 * Whether an organisation's tokens may be handed out: while a chain is only in trouble, one that still lives may. Of an
 * organisation that was disconnected inside Xero none may, whatever else its status tells first.
 */
export function standingOf({ status, reason, connectionState }: Standing): Serving {
  if (status === "removed" || status === "disconnected_in_xero") return "tenant_disconnected"
  if (reason === "revoked" || reason === "other_app") return "reconnect_required"
  return connectionState === "disconnected_in_xero" ? "tenant_disconnected" : "serves"
}

/** What goes wrong with an organisation that is still served, and with its token; empty where nothing does. */
export function listWarnings({ status, reason }: Standing, isShort: boolean): Warning[] {
  const { story } = describeStanding(status, reason)
  return [
    ...(status === "healthy" ? [] : [{ code: status, reason, detail: story }]),
    ...(isShort ? [SHORT_LIVED] : []),
  ]
}

const SHORT_LIVED = {
  code: "short_lived",
  reason: "not_renewed",
  detail:
    "The access token does not live as long as minimum_seconds asks for, because no newer one could be had just now. It works until it expires. Ask again then.",
} as const satisfies Warning

type Standing = { status: TenantStatus; reason: string; connectionState: ConnectionState }
export type Serving = "serves" | "tenant_disconnected" | "reconnect_required"
export type Warning = {
  code: TenantStatus | "short_lived"
  reason: string
  detail: string
}
