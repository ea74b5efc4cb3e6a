import { findTenantMarks } from "@/lib/names/find-marks"
import { labelOf } from "@/lib/names/label"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

const SHOWN = 10

/**
 * Refusals of a service in the last 30 days, newest first, grouped by reason, organisation and address.
 * At most ten; `more` says whether there are others.
 */
export async function listDenials(serviceId: string): Promise<Denials> {
  await requireMember("viewer")
  const rows = await db().$queryRaw<DenialView[]>`
    SELECT d."reason", d."tenantId", t."name" AS "tenantName", d."address",
      sum(d."denials")::int AS "denials", max(d."lastAt") AS "lastAt"
    FROM "ServiceDenial" d LEFT JOIN "Tenant" t ON t."tenantId" = d."tenantId"
    WHERE d."serviceId" = ${serviceId}::uuid AND d."hour" > now() - interval '30 days'
    GROUP BY d."reason", d."tenantId", t."name", d."address"
    ORDER BY max(d."lastAt") DESC, d."reason" LIMIT ${SHOWN + 1}`
  const tenantIds = rows.flatMap((one) => one.tenantId ?? [])
  const marks = await findTenantMarks(db(), tenantIds)
  const denials = rows.slice(0, SHOWN).map(({ tenantName: name, ...row }) => {
    const mark = row.tenantId === null ? null : (marks.get(row.tenantId) ?? null)
    return { ...row, tenantName: name === null ? null : labelOf({ name, mark }) }
  })
  return { denials, more: rows.length > SHOWN }
}

export type DenialView = {
  reason: string
  tenantId: string | null
  /** Null: no organisation was named, or none that is known here. */
  tenantName: string | null
  address: string
  denials: number
  lastAt: Date
}
export type Denials = { denials: DenialView[]; more: boolean }
