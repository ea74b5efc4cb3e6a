import type { TenantDetail } from "@/web/tenants/find-tenant"

/** What an owner can do about the sign-in: hand it over, unless it reaches no organisation, or take it back. */
export function handOverStanding({ serving, covers }: Handed): "active" | "handed_over" | null {
  const { state, endedReason } = serving.grant
  if (state === "active") return covers.count > 0 ? "active" : null
  return endedReason === "handed_over" ? "handed_over" : null
}

/** Whether an admin may have Xero asked about it: not what was disconnected or handed over. */
export function mayAskXero({ status, reason }: Pick<TenantDetail, "status" | "reason">): boolean {
  return status !== "removed" && reason !== "handed_over"
}

type Handed = {
  serving: { grant: Pick<TenantDetail["serving"]["grant"], "state" | "endedReason"> }
  covers: { count: number }
}
