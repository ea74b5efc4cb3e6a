import type { Unit } from "@/keeper/jobs/claim-unit"
import type { Keeper } from "@/keeper/keeper"
import { addTenants } from "@/keeper/services/manage/add-tenants"
import { checkReached } from "@/keeper/tenants/check-tenant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { listReaches, type SharedReach } from "@/keeper/tenants/find-reach"
import { refreshTenant } from "@/keeper/tenants/refresh-tenant"
import type { JobOutcome } from "@/lib/contract/job-outcome"

/** Does what the job asks for on some organisations, and says what became of each, in the words of the single operation. */
export async function doUnit(keeper: Keeper, unit: Unit): Promise<Map<string, JobOutcome>> {
  const { act, memberId, serviceId, tenantIds } = unit
  if (act === "disconnect") return disconnectAll(keeper, unit)
  if (act === "add_to_service")
    return addTenants(keeper, { serviceId: serviceId ?? "", memberId, tenantIds })
  const outcomes = new Map<string, JobOutcome>(tenantIds.map((one) => [one, { kind: "not_found" }]))
  for (const reach of await listReaches(keeper, tenantIds)) {
    const found =
      act === "check"
        ? await checkReached(keeper, memberId, reach)
        : await refreshReached(keeper, memberId, reach)
    for (const [tenantId, outcome] of found) outcomes.set(tenantId, outcome)
  }
  return outcomes
}

/** One refresh moves the chain on for all. Back-off counts: a job presses no button in a hurry. */
async function refreshReached(
  keeper: Keeper,
  memberId: string,
  { tenantIds }: SharedReach,
): Promise<Map<string, JobOutcome>> {
  const outcome = await refreshTenant(keeper, memberId, tenantIds[0] ?? "", false)
  return new Map(tenantIds.map((tenantId) => [tenantId, outcome]))
}

async function disconnectAll(
  keeper: Keeper,
  { memberId, tenantIds }: Unit,
): Promise<Map<string, JobOutcome>> {
  const outcomes = new Map<string, JobOutcome>()
  for (const tenantId of tenantIds)
    outcomes.set(tenantId, await disconnectTenant(keeper, memberId, tenantId))
  return outcomes
}
