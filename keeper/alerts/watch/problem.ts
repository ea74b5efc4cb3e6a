import { tidyName } from "@/keeper/mail/sanitise-text"
import { type AlertDetail, alertDetail, MOST_NAMED } from "@/lib/alerts/alert-detail"
import type { AlertKind } from "@/lib/db/generated/enums"

/** What an alert keeps of a problem: tidied names, and no more of them than a person would read. */
export function detailOf(tenants: NamedTenant[], rest: Partial<AlertDetail>): AlertDetail {
  return alertDetail.parse({
    ...rest,
    ...(rest.xeroUserName ? { xeroUserName: tidyName(rest.xeroUserName) } : {}),
    organisations: tenants
      .slice(0, MOST_NAMED)
      .map(({ tenantId, name }) => ({ tenantId, name: tidyName(name) })),
    organisationCount: tenants.length,
  })
}

/** A problem with a grant or an organisation, or with neither; of level 0 unless it says how bad it is. */
export function problemOf(
  about: Pick<Problem, "kind" | "subject"> & Partial<Problem>,
  detail: AlertDetail,
): Problem {
  return { grantId: null, tenantId: null, level: 0, ...about, detail }
}

export type NamedTenant = { tenantId: string; name: string }
/** Something that is wrong now, as an alert tells it. */
export type Problem = {
  kind: AlertKind
  subject: string
  grantId: string | null
  tenantId: string | null
  level: number
  detail: AlertDetail
}
