import type { Selected } from "@/lib/contract/job-operations"
import type { Tx } from "@/lib/db/create-db"
import { selectionSql } from "@/lib/tenants/tenant-filter"

/** The organisations of a selection that are in the list: unknown ones are left out, and removed ones unless asked for. */
export async function listSelected(tx: Tx, selected: Selected): Promise<string[]> {
  const rows = await tx.$queryRaw<{ tenantId: string }[]>`
    SELECT "tenantId"::text FROM "TenantOverview" WHERE ${selectionSql(selected)}`
  return rows.map((row) => row.tenantId)
}
