import type { Tx } from "@/lib/db/create-db"

/**
 * Gives the organisations that a link reached its reference. The link of a service gives it to those that nobody here knew
 * before and to those within the service's reach: by the others' references other programs find them. Returns the others.
 */
export async function setReference(tx: Tx, referring: Referring): Promise<string[]> {
  const { reference, serviceId, tenantIds } = referring
  if (reference === null || tenantIds.length === 0) return []
  const own = serviceId === null ? tenantIds : await listOwn(tx, { ...referring, serviceId })
  await tx.tenant.updateMany({ where: { tenantId: { in: own } }, data: { reference } })
  const set = new Set(own)
  return tenantIds.filter((tenantId) => !set.has(tenantId))
}

async function listOwn(tx: Tx, { serviceId, tenantIds, unknown }: Asking): Promise<string[]> {
  const rows = await tx.$queryRaw<{ tenantId: string }[]>`
    SELECT t."tenantId"::text FROM "Tenant" t JOIN "Service" s ON s."id" = ${serviceId}::uuid
    WHERE t."tenantId" = ANY(${tenantIds}::uuid[]) AND (
      t."tenantId" = ANY(${unknown}::uuid[])
      OR CASE s."reach" WHEN 'all' THEN t."heldSince" IS NULL ELSE EXISTS (
        SELECT FROM "ServiceAccess" a WHERE a."serviceId" = s."id" AND a."tenantId" = t."tenantId") END)`
  return rows.map((one) => one.tenantId)
}

type Asking = Referring & { serviceId: string }
export type Referring = {
  /** What the link was given; null: nothing. */
  reference: string | null
  /** Null: a member made the link. */
  serviceId: string | null
  tenantIds: string[]
  unknown: string[]
}
