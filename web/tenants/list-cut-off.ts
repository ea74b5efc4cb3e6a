import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

const SHOWN = 25

/**
 * The organisations that Xero drops when a consent is revoked: every one that it lists for that Xero user, the ones that
 * were only offered or are disconnected here included. Those that another consent reaches keep working.
 */
export async function listCutOff(grantId: string): Promise<CutOff> {
  await requireMember("viewer")
  // One that is disconnected here is still listed where the latest check has seen it since.
  const rows = await db().$queryRaw<(CutOffTenant & { keepsWorking: boolean })[]>`
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
  const ending = rows.filter((one) => !one.keepsWorking)
  return {
    ending: await firstOf(ending),
    kept: await firstOf(rows.filter((one) => one.keepsWorking)),
    losingTokens: ending.filter((one) => one.state === "connected").map((one) => one.tenantId),
  }
}

async function firstOf(rows: CutOffTenant[]): Promise<CutOffPart> {
  const first = rows.slice(0, SHOWN).map(({ tenantId, name, state }) => ({ tenantId, name, state }))
  return { count: rows.length, first: await labelled(first) }
}

export type CutOffTenant = {
  tenantId: string
  name: string
  state: "connected" | "offered" | "disconnected"
}
/** How many, and the first of them by name. */
export type CutOffPart = { count: number; first: CutOffTenant[] }
export type CutOff = {
  ending: CutOffPart
  kept: CutOffPart
  /** The ids of those whose tokens services lose. */
  losingTokens: string[]
}
