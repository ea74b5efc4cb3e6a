import type { Tx } from "@/lib/db/create-db"

/** Whether all of them are organisations that were connected here and not removed since. */
export async function areKnown(tx: Tx, tenantIds: string[]): Promise<boolean> {
  if (tenantIds.length === 0) return true
  const known = await tx.tenant.count({ where: { tenantId: { in: tenantIds }, removedAt: null } })
  return known === tenantIds.length
}

/** Lets a service reach these organisations and no others. */
export async function setAccess(tx: Tx, serviceId: string, tenantIds: string[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "ServiceAccess"
    WHERE "serviceId" = ${serviceId}::uuid AND "tenantId" <> ALL(${tenantIds}::uuid[])`
  await tx.$executeRaw`
    INSERT INTO "ServiceAccess" ("serviceId", "tenantId")
    SELECT ${serviceId}::uuid, unnest(${tenantIds}::uuid[]) ON CONFLICT DO NOTHING`
}
