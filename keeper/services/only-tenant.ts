import type { KnownService } from "@/keeper/services/service-cache"
import type { ServiceDesk } from "@/keeper/services/service-desk"

/** The organisation of a service that reaches exactly one, which then need not be named. */
export async function findOnlyTenant(
  desk: ServiceDesk,
  service: KnownService,
): Promise<string | null> {
  if (service.tenantIds !== null) {
    const [only] = service.tenantIds
    return service.tenantIds.size === 1 && only !== undefined ? only : null
  }
  const rows = await desk.keeper.db.$queryRaw<{ tenantId: string }[]>`
    SELECT t."tenantId" FROM "Tenant" t
    WHERE t."removedAt" IS NULL
      AND EXISTS (SELECT 1 FROM "Connection" c WHERE c."tenantId" = t."tenantId" AND c."state" <> 'offered')
    LIMIT 2`
  const [only] = rows
  return rows.length === 1 && only !== undefined ? only.tenantId : null
}
