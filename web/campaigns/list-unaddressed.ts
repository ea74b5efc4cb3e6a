import type { Selected } from "@/lib/contract/job-operations"
import { selectionSql } from "@/lib/tenants/tenant-filter"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** The sign-ins of a selection whose Xero user's address is not known, each with its first organisation by name. */
export async function listUnaddressed(selected: Selected, most: number): Promise<Unaddressed[]> {
  await requireMember("admin")
  return db().$queryRaw<Unaddressed[]>`
    SELECT DISTINCT ON ("grantId") "tenantId"::text, "name", "xeroUserName" FROM "TenantOverview"
    WHERE ${selectionSql(selected)} AND "xeroUserEmail" IS NULL
    ORDER BY "grantId", lower("name"), "tenantId" LIMIT ${most}`
}

export type Unaddressed = { tenantId: string; name: string; xeroUserName: string }
