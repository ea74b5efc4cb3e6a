import { lockGrant } from "@/keeper/grants/lock-grant"
import { applyList, type ListChange, type ListDiff } from "@/keeper/tenants/apply-list"
import type { ListedConnection } from "@/keeper/xero/wire"
import { recordEvent } from "@/lib/audit/record-event"
import type { ConsentOutcome } from "@/lib/contract/outcomes"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

/**
 * Completes the consents of a grant whose token set is stored but whose organisation list was not read yet: the usual last
 * step of a callback, or what a crash in between left for the next check. Null when none is open.
 */
export async function finishConsents(tx: Tx, asked: AskedList): Promise<ListDiff | null> {
  const { grantId } = asked
  // Two checks at once: the second must see what the first has finished.
  await lockGrant(tx, grantId)
  const open = await tx.consentRequest.findMany({
    where: {
      grantId,
      OR: [
        { outcome: { equals: Prisma.DbNull } },
        { outcome: { path: ["kind"], equals: "list_pending" } },
      ],
    },
    orderBy: { consumedAt: "asc" },
    select: {
      id: true,
      purpose: true,
      tenantId: true,
      memberId: true,
      authEventId: true,
      grant: { select: { xeroUserName: true } },
    },
  })
  let diff: ListDiff | null = null
  for (const consent of open) {
    const xeroUserName = consent.grant?.xeroUserName ?? ""
    diff = await finishConsent(tx, { consent: { ...consent, grantId, xeroUserName }, asked })
  }
  return diff
}

async function finishConsent(
  tx: Tx,
  { consent, asked }: { consent: StoredConsent; asked: AskedList },
): Promise<ListDiff> {
  const { list } = asked
  const { grantId, memberId, tenantId } = consent
  const wanted = consent.purpose === "reconnect" ? tenantId : null
  const reached = wanted === null || list.some((one) => one.tenantId === wanted)
  const diff = await applyList(tx, {
    ...asked,
    memberId,
    newState: reached ? "connected" : "offered",
    claimed: claimsOf(consent, list),
  })
  const outcome = judge({ consent, diff, reached })
  await tx.consentRequest.update({
    where: { id: consent.id },
    data: { outcome },
    select: { id: true },
  })
  const detail = { outcome: outcome.kind, xeroUserName: consent.xeroUserName }
  await recordEvent(tx, {
    kind: reached && list.length > 0 ? "consent.completed" : "consent.failed",
    grantId,
    memberId,
    ...(wanted === null ? {} : { tenantId: wanted }),
    detail,
  })
  return diff
}

/** What this consent was for: the tenants connected in its event, and the one that a reconnect names (docs/xero.md §4.2). */
function claimsOf(consent: StoredConsent, list: ListedConnection[]): Set<string> {
  const ofEvent = list.filter(
    (one) => one.authEventId !== null && one.authEventId === consent.authEventId,
  )
  const claimed = new Set(ofEvent.map((one) => one.tenantId))
  if (consent.purpose === "reconnect" && consent.tenantId !== null) claimed.add(consent.tenantId)
  return claimed
}

function judge(facts: {
  consent: StoredConsent
  diff: ListDiff
  reached: boolean
}): ConsentOutcome {
  const { consent, diff, reached } = facts
  const { xeroUserName } = consent
  const { added, missing, listed: organisations } = diff
  if (consent.purpose === "reconnect" && reached) {
    const others = added.filter((one) => one.tenantId !== consent.tenantId)
    return { kind: "reconnected", xeroUserName, organisations, added: others, missing }
  }
  if (consent.purpose === "reconnect") {
    const decision = added.length > 0 ? "open" : "undone"
    return { kind: "other_organisation", xeroUserName, organisations, offered: added, decision }
  }
  if (organisations.length === 0) return { kind: "no_organisations", xeroUserName }
  if (added.length === 0) return { kind: "nothing_new", xeroUserName, organisations }
  return { kind: "connected", xeroUserName, added, organisations }
}

type AskedList = Pick<ListChange, "grantId" | "list" | "askedAt">
type StoredConsent = {
  id: string
  purpose: "connect" | "reconnect"
  tenantId: string | null
  memberId: string
  authEventId: string | null
  grantId: string
  xeroUserName: string
}
