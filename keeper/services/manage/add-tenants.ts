import type { Keeper } from "@/keeper/keeper"
import { recordChange } from "@/keeper/services/manage/record-change"
import { findSettings } from "@/keeper/services/manage/tenants"
import type { AddedOutcome } from "@/lib/contract/outcomes"

/**
 * Lets a service with chosen organisations reach these, too; every owner is told. The caller has checked sudo. Whatever
 * cannot be added says why.
 */
export async function addTenants(
  { db }: Pick<Keeper, "db">,
  { serviceId, memberId, tenantIds }: Addition,
): Promise<Map<string, AddedOutcome>> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM "Service" WHERE "id" = ${serviceId}::uuid FOR UPDATE`
    const before = await findSettings(tx, serviceId)
    if (before === null) return sameForAll(tenantIds, "service_gone")
    if (before.reach === "all") return sameForAll(tenantIds, "had_it")
    const had = new Set(before.tenantIds)
    const known = await tx.tenant.findMany({
      where: { tenantId: { in: tenantIds }, removedAt: null },
      select: { tenantId: true },
    })
    const added = known.map((one) => one.tenantId).filter((tenantId) => !had.has(tenantId))
    if (added.length > 0) {
      await tx.serviceAccess.createMany({
        data: added.map((tenantId) => ({ serviceId, tenantId })),
      })
      const after = { ...before, tenantIds: [...before.tenantIds, ...added] }
      await recordChange(tx, { memberId, serviceId, before, after, wider: true })
    }
    const isAdded = new Set(added)
    return new Map(
      tenantIds.map((tenantId) => {
        const kind = isAdded.has(tenantId) ? "added" : had.has(tenantId) ? "had_it" : "not_found"
        return [tenantId, { kind }]
      }),
    )
  })
}

function sameForAll(tenantIds: string[], kind: AddedOutcome["kind"]): Map<string, AddedOutcome> {
  return new Map(tenantIds.map((tenantId) => [tenantId, { kind }]))
}

type Addition = { serviceId: string; memberId: string; tenantIds: string[] }
