import type { CampaignPurpose } from "@/lib/contract/campaign-operations"
import type { Selected } from "@/lib/contract/job-operations"
import { selectionSql } from "@/lib/tenants/tenant-filter"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/**
 * The sign-ins of a selection for which an address has to be typed, each with its first organisation by name: those whose
 * Xero user's is not known, and all where somebody else is asked to be a second authoriser.
 */
export async function listUnaddressed(
  selected: Selected,
  purpose: CampaignPurpose,
  most: number,
): Promise<Unaddressed[]> {
  await requireMember("admin")
  return db().$queryRaw<Unaddressed[]>`
    SELECT DISTINCT ON ("grantId") "tenantId"::text, "name", "xeroUserName" FROM "TenantOverview"
    WHERE ${selectionSql(selected)} AND ("xeroUserEmail" IS NULL OR ${purpose === "second_authoriser"})
    ORDER BY "grantId", lower("name"), "tenantId" LIMIT ${most}`
}

export type Unaddressed = { tenantId: string; name: string; xeroUserName: string }
