import type { Selected } from "@/lib/contract/job-operations"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import { holdsSql, statusSql } from "@/lib/tenants/tenant-filter"

/** The organisations of a selection that are in the list: unknown ones are left out, and removed ones unless asked for. */
export async function listSelected(tx: Tx, selected: Selected): Promise<string[]> {
  const wanted =
    selected.kind === "chosen"
      ? Prisma.sql`"tenantId" = ANY(${selected.tenantIds}::uuid[]) AND ${statusSql(null)}`
      : Prisma.sql`${holdsSql(selected)} AND ${statusSql(selected.status)}`
  const rows = await tx.$queryRaw<{ tenantId: string }[]>`
    SELECT "tenantId"::text FROM "TenantOverview" WHERE ${wanted}`
  return rows.map((row) => row.tenantId)
}
