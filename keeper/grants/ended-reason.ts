import type { GrantEndedReason } from "@/lib/db/generated/enums"

/** Whether Xero's answer to a request that was under way counts no more: the grant was ended here, on purpose. */
export function isEndedHere(reason: GrantEndedReason | null): boolean {
  return reason === "revoked" || isElsewhere(reason)
}

/** Whether another installation has the grant, or may claim it. */
export function isElsewhere(reason: GrantEndedReason | null): boolean {
  return reason === "handed_over" || reason === "moved"
}
