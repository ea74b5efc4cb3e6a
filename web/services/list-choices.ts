import type { TenantOverview } from "@/lib/db/generated/client"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

const SHOWN = 25

/** The first organisations, by name, that a service can be given: those whose name contains `search`. */
export async function listChoices(search: string): Promise<Choices> {
  await requireMember("admin")
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`
  const rows = await db().$queryRaw<(Choice & { matching: number })[]>`
    SELECT "tenantId"::text AS "tenantId", "name", "status", (count(*) OVER ())::int AS "matching"
    FROM "TenantOverview"
    WHERE "removedAt" IS NULL AND ("name" ILIKE ${pattern} OR "tenantId"::text = ${search.toLowerCase()})
    ORDER BY lower("name"), "tenantId" LIMIT ${SHOWN}`
  return {
    matching: rows[0]?.matching ?? 0,
    choices: await labelled(rows.map(({ tenantId, name, status }) => ({ tenantId, name, status }))),
  }
}

/** Some organisations that a service reaches, by name, to fill examples with. */
export async function listReached(serviceId: string, limit: number): Promise<Choice[]> {
  await requireMember("viewer")
  const rows = await db().$queryRaw<Choice[]>`
    SELECT o."tenantId"::text AS "tenantId", o."name", o."status" FROM "TenantOverview" o
    WHERE o."removedAt" IS NULL AND (
      EXISTS (SELECT 1 FROM "Service" s WHERE s."id" = ${serviceId}::uuid AND s."reach" = 'all' AND NOT EXISTS (
        SELECT FROM "Tenant" t WHERE t."tenantId" = o."tenantId" AND t."heldSince" IS NOT NULL))
      OR EXISTS (SELECT 1 FROM "ServiceAccess" a WHERE a."serviceId" = ${serviceId}::uuid AND a."tenantId" = o."tenantId"))
    ORDER BY lower(o."name"), o."tenantId" LIMIT ${limit}`
  return labelled(rows)
}

export type Choice = Pick<TenantOverview, "tenantId" | "name" | "status">
export type Choices = { choices: Choice[]; matching: number }
