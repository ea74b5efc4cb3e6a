import { consentOutcome, type Organisation } from "@/lib/contract/outcomes"
import { findMemberLabels } from "@/lib/names/find-labels"
import { findLinkMarks } from "@/lib/names/find-marks"
import { labelOf } from "@/lib/names/label"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

const MOST_NAMED = 5

/**
 * Reconnects that connected other organisations than the one wanted, or through another Xero user than before, with the
 * organisations that a member has to decide about. Found through their offered connections.
 */
export async function listOpenOffers(): Promise<OpenOffer[]> {
  await requireMember("viewer")
  const offered = await db().connection.findMany({
    where: { state: "offered" },
    select: { grantId: true, tenantId: true },
  })
  if (offered.length === 0) return []
  const consents = await db().consentRequest.findMany({
    where: {
      grantId: { in: [...new Set(offered.map((one) => one.grantId))] },
      outcome: { path: ["decision"], equals: "open" },
    },
    orderBy: { createdAt: "desc" },
    select: {
      id: true,
      grantId: true,
      outcome: true,
      tenantId: true,
      memberId: true,
      link: { select: { id: true, recipientName: true, recipientEmail: true } },
    },
  })
  const memberIds = consents.flatMap((one) => one.memberId ?? [])
  const members = await findMemberLabels(db(), memberIds)
  const linkIds = consents.flatMap((one) => one.link?.id ?? [])
  const marks = await findLinkMarks(db(), linkIds)
  const waiting = new Set(offered.map((one) => `${one.grantId} ${one.tenantId}`))
  const offers = consents.flatMap(({ id, grantId, outcome, tenantId, memberId, link }) => {
    const parsed = consentOutcome.safeParse(outcome)
    if (!parsed.success || !("offered" in parsed.data)) return []
    const { xeroUserName } = parsed.data
    const before = "before" in parsed.data ? parsed.data.before.map((one) => one.xeroUserName) : []
    const organisations = parsed.data.offered.filter((one) =>
      waiting.has(`${grantId} ${one.tenantId}`),
    )
    if (organisations.length === 0) return []
    const count = organisations.length
    const first = organisations.slice(0, MOST_NAMED)
    return [
      {
        consentId: id,
        tenantId,
        startedBy:
          link === null ? (members.get(memberId ?? "") ?? "A member") : holderOf(link, marks),
        xeroUserName,
        before,
        count,
        organisations: first,
      },
    ]
  })
  return Promise.all(
    offers.map(async (one) => ({ ...one, organisations: await labelled(one.organisations) })),
  )
}

function holderOf(link: Recipient, marks: Map<string, string>): string {
  const name = link.recipientName ?? link.recipientEmail
  if (name === null) return "The holder of a link"
  return `The holder of ${labelOf({ name, mark: marks.get(link.id) ?? null })}’s link`
}

type Recipient = { id: string; recipientName: string | null; recipientEmail: string | null }
export type OpenOffer = {
  consentId: string
  tenantId: string | null
  /** The member, or the holder of a link. */
  startedBy: string
  xeroUserName: string
  /** The organisation's authorisers until now, where it is another Xero user that it is about. */
  before: string[]
  count: number
  /** The first of them. */
  organisations: Organisation[]
}
