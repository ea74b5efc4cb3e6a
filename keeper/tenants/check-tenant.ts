import { isElsewhere } from "@/keeper/grants/ended-reason"
import type { RefreshResult } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { checkCustom, checkGrant } from "@/keeper/tenants/check-grant"
import { findReach, type Reach } from "@/keeper/tenants/find-reach"
import { isDoubtful } from "@/keeper/tenants/is-doubtful"
import { troubleOf } from "@/keeper/trouble"
import { recordEvents } from "@/lib/audit/record-event"
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
  const answers = await checkReached(keeper, memberId, { ...reach, tenantIds: [tenantId] })
  return answers.get(tenantId) ?? { kind: "not_found" }
}

/** The same for several organisations that one grant reaches: Xero is asked once for all. */
export async function checkReached(
  keeper: Keeper,
  memberId: string,
  { grantId, isOurs, isCustom, tenantIds }: Reach & { tenantIds: string[] },
): Promise<Map<string, Answer>> {
  const sameForAll = (answer: Answer) => new Map(tenantIds.map((tenantId) => [tenantId, answer]))
  if (!isOurs) return sameForAll({ kind: "other_app" })
  const result = isCustom
    ? await checkCustom(keeper, grantId, memberId)
    : await checkGrant(keeper, grantId)
  if (result.kind === "none") return sameForAll(await withoutToken(keeper, grantId, result.why))
  if (result.kind === "trouble")
    return sameForAll({ kind: "xero_trouble", trouble: result.trouble })
  const listedIds = new Set(result.diff.listed.map((one) => one.tenantId))
  const checked = tenantIds.map((tenantId) => ({
    tenantId,
    listed: listedIds.has(tenantId.toLowerCase()),
  }))
  await recordEvents(
    keeper.db,
    checked.map(({ tenantId, listed }) => {
      return { kind: "tenant.checked", memberId, tenantId, grantId, detail: { listed } }
    }),
  )
  // With another organisation listed, a custom connection has a consent: for that one.
  const missing = isCustom && listedIds.size === 0 ? "no_consent" : "not_listed"
  return new Map(
    checked.map(({ tenantId, listed }) => [tenantId, { kind: listed ? "listed" : missing }]),
  )
}

async function withoutToken(keeper: Keeper, grantId: string, why: RefreshResult): Promise<Answer> {
  switch (why.kind) {
    case "ended":
      return { kind: isElsewhere(why.reason) ? "handed_over" : "reconnect_needed" }
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

type Answer = OperationOutput<"checkTenant">
