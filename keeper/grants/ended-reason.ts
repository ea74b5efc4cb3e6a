/** Whether Xero's answer to a request that was under way counts no more: the grant was ended here, on purpose. */
export function isEndedHere(reason: EndedReason | null): boolean {
  return reason === "revoked" || isElsewhere(reason)
}

/** Whether another installation has the grant, or may claim it. */
export function isElsewhere(reason: EndedReason | null): boolean {
  return reason === "handed_over" || reason === "moved"
}

/** Why a grant ended. Only `refused` and `expired` may be tried again. */
export type EndedReason = "revoked" | "expired" | "refused" | "handed_over" | "moved"
