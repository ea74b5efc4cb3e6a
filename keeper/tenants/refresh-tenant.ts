import { isElsewhere } from "@/keeper/grants/ended-reason"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { findReach } from "@/keeper/tenants/find-reach"
import { isDoubtful } from "@/keeper/tenants/is-doubtful"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"

/**
 * *Refresh now* and *Try again*: moves the refresh chain of this organisation on by one, for all organisations that
 * share it. `asked`: a member looks at this one, so back-off is skipped, and an ended chain gets one more round.
 */
export async function refreshTenant(
  keeper: Keeper,
  memberId: string,
  tenantId: string,
  asked = true,
): Promise<OperationOutput<"refreshGrant">> {
  const reach = await findReach(keeper, tenantId)
  if (reach === null) return { kind: "not_found" }
  if (!reach.isOurs) return { kind: "other_app" }
  const { grantId } = reach
  const result = await refreshGrant(keeper, grantId, { asked, wait: true })
  switch (result.kind) {
    case "refreshed":
      await recordEvent(keeper.db, { kind: "grant.refreshed", memberId, tenantId, grantId })
      return { kind: "refreshed" }
    case "no_consent":
      return { kind: "no_consent" }
    case "ended":
      return { kind: isElsewhere(result.reason) ? "handed_over" : "reconnect_needed" }
    case "trouble":
      return { kind: "xero_trouble", trouble: result.trouble }
    case "waiting":
      return { kind: "waiting", retryAt: result.retryAt?.toISOString() ?? null }
    case "questioned":
      return { kind: "questioned", isDoubtful: await isDoubtful(keeper.db, grantId) }
    default:
      return { kind: result.kind }
  }
}
