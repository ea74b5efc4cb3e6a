import type { CampaignPurpose } from "@/lib/contract/campaign-operations"
import type { Selected } from "@/lib/contract/job-operations"
import { askedFor, NOT_ASKED } from "@/lib/links/campaign-sql"
import { findXeroUserLabels } from "@/lib/names/find-labels"
import { selectionSql } from "@/lib/tenants/tenant-filter"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

/**
 * What of a selection an address has to be typed for, by name, and by what tells it from its namesakes: sign-ins whose Xero
 * user's is not known, each with its first organisation; each organisation, where somebody else is asked to be its second
 * authoriser. What a link is out for already is left out.
 */
export async function listUnaddressed(
  selected: Selected,
  purpose: CampaignPurpose,
  most: number,
): Promise<Unaddressed[]> {
  await requireMember("admin")
  const rows = await db().$queryRaw<(Unaddressed & { grantId: string })[]>`
    SELECT "tenantId"::text, "name", "grantId"::text, "xeroUserName" FROM (
      SELECT DISTINCT ON (${askedFor(purpose)}) "tenantId", "name", "grantId", "xeroUserName" FROM "TenantOverview"
      WHERE ${selectionSql(selected)} AND ${NOT_ASKED} AND ("xeroUserEmail" IS NULL OR ${purpose === "second_authoriser"})
      ORDER BY ${askedFor(purpose)}, lower("name"), "tenantId"
    ) found ORDER BY lower("name"), "tenantId" LIMIT ${most}`
  const xeroUsers = await findXeroUserLabels(
    db(),
    rows.map((one) => one.grantId),
  )
  return (await labelled(rows)).map(({ grantId, xeroUserName, ...row }) => ({
    ...row,
    xeroUserName: xeroUsers.get(grantId) ?? xeroUserName,
  }))
}

export type Unaddressed = { tenantId: string; name: string; xeroUserName: string }
