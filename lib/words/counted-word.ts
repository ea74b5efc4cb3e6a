import type { TenantStatus } from "@/lib/tenants/status"
import { HAND_OVER_STANDINGS } from "@/lib/words/hand-over-status"
import { statusWord } from "@/lib/words/tenant-status"

/** The word beside how many organisations have a status. Those that were handed over count as paused, and are named. */
export function countedWord(
  status: TenantStatus,
  { count, handedOver }: { count: number; handedOver: number },
): string {
  const word = statusWord(status)
  if (status !== "paused" || handedOver === 0) return word
  const other = HAND_OVER_STANDINGS["paused:handed_over"].word
  return handedOver === count ? other : `${word}, ${other.toLowerCase()}`
}
