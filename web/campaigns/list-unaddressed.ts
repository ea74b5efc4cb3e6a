import type { CampaignPurpose } from "@/lib/contract/campaign-operations"
import type { Selected } from "@/lib/contract/job-operations"
import { askedFor, NOT_ASKED } from "@/lib/links/campaign-sql"
import { selectionSql } from "@/lib/tenants/tenant-filter"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/**
 * What of a selection an address has to be typed for, by name: sign-ins whose Xero user's is not known, each with its first
 * organisation; each organisation, where somebody else is asked to be its second authoriser. What a link is out for already
 * is left out.
 */
export async function listUnaddressed(
  selected: Selected,
  purpose: CampaignPurpose,
  most: number,
): Promise<Unaddressed[]> {
  await requireMember("admin")
  return db().$queryRaw<Unaddressed[]>`
    SELECT "tenantId"::text, "name", "xeroUserName" FROM (
      SELECT DISTINCT ON (${askedFor(purpose)}) "tenantId", "name", "xeroUserName" FROM "TenantOverview"
      WHERE ${selectionSql(selected)} AND ${NOT_ASKED} AND ("xeroUserEmail" IS NULL OR ${purpose === "second_authoriser"})
      ORDER BY ${askedFor(purpose)}, lower("name"), "tenantId"
    ) found ORDER BY lower("name"), "tenantId" LIMIT ${most}`
}

export type Unaddressed = { tenantId: string; name: string; xeroUserName: string }
