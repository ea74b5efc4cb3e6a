import type { ServiceSettings } from "@/keeper/services/manage/record-change"
import type { Tx } from "@/lib/db/create-db"

/** Whether all of them are organisations that were connected here and not removed since. */
export async function areKnown(tx: Tx, tenantIds: string[]): Promise<boolean> {
  if (tenantIds.length === 0) return true
  const known = await tx.tenant.count({ where: { tenantId: { in: tenantIds }, removedAt: null } })
  return known === tenantIds.length
}

/** Which of them a service that reaches all organisations reaches. */
export async function listReached(tx: Tx, tenantIds: string[]): Promise<string[]> {
  const reached = await tx.tenant.findMany({
    where: { tenantId: { in: tenantIds }, removedAt: null, heldSince: null },
    select: { tenantId: true },
  })
  return reached.map((one) => one.tenantId)
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

/** A service as it is set; null where it is unknown or revoked. */
export async function findSettings(tx: Tx, serviceId: string): Promise<ServiceSettings | null> {
  const service = await tx.service.findFirst({
    where: { id: serviceId, revokedAt: null },
    select: {
      name: true,
      reach: true,
      networks: true,
      rights: true,
      expiresAt: true,
      access: { select: { tenantId: true } },
    },
  })
  if (service === null) return null
  return { ...service, tenantIds: service.access.map((one) => one.tenantId) }
}
