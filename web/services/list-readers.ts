import { Prisma } from "@/lib/db/generated/client"
import { findServiceLabels } from "@/lib/names/find-labels"
import type { ServiceState } from "@/lib/services/service-state"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { STATE_SQL } from "@/web/services/service-sql"

/**
 * The services that may fetch tokens of any of these organisations, those that fetched last first; the revoked ones are
 * left out. What ends with an organisation or a consent is what the active ones do.
 */
export async function listReaders(tenantIds: string[]): Promise<Reader[]> {
  await requireMember("viewer")
  if (tenantIds.length === 0) return []
  const readers = await db().$queryRaw<Reader[]>(readersSql(tenantIds))
  const serviceIds = readers.map((one) => one.serviceId)
  const labels = await findServiceLabels(db(), serviceIds)
  return readers.map((one) => ({ ...one, name: labels.get(one.serviceId) ?? one.name }))
}

function readersSql(tenantIds: string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT s."id" AS "serviceId", s."name", s."reach"::text AS "reach", f."lastFetchAt",
      ${STATE_SQL} AS "state"
    FROM "Service" s
    LEFT JOIN LATERAL (
      SELECT max("lastAt") AS "lastFetchAt" FROM "TokenFetch"
      WHERE "serviceId" = s."id" AND "tenantId" = ANY(${tenantIds}::uuid[])
    ) f ON true
    WHERE s."revokedAt" IS NULL AND ((s."reach" = 'all' AND EXISTS (
      SELECT 1 FROM "Tenant" t WHERE t."tenantId" = ANY(${tenantIds}::uuid[]) AND t."heldSince" IS NULL)) OR EXISTS (
      SELECT 1 FROM "ServiceAccess" a WHERE a."serviceId" = s."id" AND a."tenantId" = ANY(${tenantIds}::uuid[])))
    ORDER BY f."lastFetchAt" DESC NULLS LAST, lower(s."name"), s."id"`
}

export type Reader = {
  serviceId: string
  name: string
  reach: "chosen" | "all"
  state: ServiceState
  lastFetchAt: Date | null
}
