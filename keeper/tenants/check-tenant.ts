import type { RefreshResult } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { findReach } from "@/keeper/tenants/find-reach"
import { isDoubtful } from "@/keeper/tenants/is-doubtful"
import { troubleOf } from "@/keeper/trouble"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"

/**
 * Checks both axes of one organisation now: a live access token (refreshed if necessary) and Xero's list. This updates
 * every organisation of the same consent.
 */
export async function checkTenant(
  keeper: Keeper,
  memberId: string,
  tenantId: string,
): Promise<OperationOutput<"checkTenant">> {
  const reach = await findReach(keeper, tenantId)
  if (reach === null) return { kind: "not_found" }
  if (!reach.isOurs) return { kind: "other_app" }
  const { grantId } = reach
  const result = await checkGrant(keeper, grantId)
  if (result.kind === "none") return withoutToken(keeper, grantId, result.why)
  if (result.kind === "trouble") return { kind: "xero_trouble", trouble: result.trouble }
  const listed = result.diff.listed.some((one) => one.tenantId === tenantId.toLowerCase())
  await recordEvent(keeper.db, {
    kind: "tenant.checked",
    memberId,
    tenantId,
    grantId,
    detail: { listed },
  })
  return { kind: listed ? "listed" : "not_listed" }
}

async function withoutToken(
  keeper: Keeper,
  grantId: string,
  why: RefreshResult,
): Promise<OperationOutput<"checkTenant">> {
  switch (why.kind) {
    case "ended":
      return { kind: "reconnect_needed" }
    case "questioned":
      return { kind: "questioned", isDoubtful: await isDoubtful(keeper.db, grantId) }
    case "shut":
    case "no_consent":
    case "not_ready":
    case "not_found":
      return { kind: why.kind }
    default:
      return { kind: "xero_trouble", trouble: troubleOf(why) }
  }
}
