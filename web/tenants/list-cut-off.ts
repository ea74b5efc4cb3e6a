import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

/**
 * The organisations that Xero drops when a consent is revoked, by name: every one that it lists for that Xero user, the
 * ones that were only offered or are disconnected here included. `keepsWorking`: another Xero user's consent reaches it.
 */
export async function listCutOff(grantId: string): Promise<CutOffTenant[]> {
  await requireMember("viewer")
  // One that is disconnected here is still listed where the latest check has seen it since.
  const rows = await db().$queryRaw<CutOffTenant[]>`
    SELECT t."tenantId", t."name", c."state"::text AS "state", EXISTS (
      SELECT FROM "ConnectionStanding" other
      WHERE other."tenantId" = c."tenantId" AND other."grantId" <> c."grantId" AND other."works"
    ) AS "keepsWorking"
    FROM "Connection" c
    JOIN "Tenant" t ON t."tenantId" = c."tenantId"
    JOIN "Grant" g ON g."id" = c."grantId"
    WHERE c."grantId" = ${grantId}::uuid AND (c."state" IN ('connected', 'offered')
      OR c."state" = 'disconnected' AND c."lastSeenAt" >= greatest(c."endedAt", g."lastCheckedAt"))
    ORDER BY lower(t."name"), t."tenantId"`
  return labelled(rows)
}

export type CutOffTenant = {
  tenantId: string
  name: string
  state: "connected" | "offered" | "disconnected"
  keepsWorking: boolean
}
