import { judgeList } from "@/keeper/consent/judge-list"
import { lockGrant } from "@/keeper/grants/lock-grant"
import { awaitingList, settleListed } from "@/keeper/imports/settle-row"
import type { Keeper } from "@/keeper/keeper"
import { findUnknown } from "@/keeper/links/hold-new"
import { actorOf } from "@/keeper/links/link-label"
import { settleLink } from "@/keeper/links/settle-link"
import { applyList } from "@/keeper/tenants/apply-list"
import { AWAITING_LIST } from "@/keeper/tenants/check-grant"
import { listAuthorisers } from "@/keeper/tenants/list-authorisers"
import type { AskedList, ListDiff } from "@/keeper/tenants/plan-connections"
import { type ListReading, readList } from "@/keeper/tenants/read-list"
import type { ListedConnection } from "@/keeper/xero/wire-connections"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import type { Prisma } from "@/lib/db/generated/client"
import { formatNames } from "@/lib/format"
import { findXeroUserLabels } from "@/lib/names/find-labels"

/**
 * Reads which tenants the grant reaches and writes them as the result of its open consents: the last step of a
 * callback, or, after a crash, part of the grant's next check. Without an open consent it is just that check.
 */
export async function finishConsents(keeper: Keeper, grantId: string): Promise<ListReading> {
  const reading = await readList(keeper, grantId, writeConsented)
  if (reading.kind !== "checked") await markPending(keeper, grantId)
  return reading
}

async function writeConsented(tx: Tx, asked: AskedList): Promise<ListDiff> {
  const { grantId } = asked
  const open = await tx.consentRequest.findMany({
    where: { grantId, OR: AWAITING_LIST },
    orderBy: { consumedAt: "asc" },
    select: CONSENT,
  })
  let diff: ListDiff | null = null
  for (const consent of open) diff = await finishConsent(tx, consent, asked)
  return diff ?? applyImported(tx, asked)
}

/** An import claims whatever its sign-in reaches; without one this is just a check. */
async function applyImported(tx: Tx, asked: AskedList): Promise<ListDiff> {
  const awaited = await tx.importRow.count({ where: awaitingList(asked.grantId) })
  const claimed = new Set(awaited === 0 ? [] : asked.connections.map((one) => one.tenantId))
  const diff = await applyList(tx, { ...asked, newState: "connected", claimed })
  if (awaited > 0) await settleListed(tx, asked, diff)
  return diff
}

async function finishConsent(tx: Tx, consent: StoredConsent, asked: AskedList): Promise<ListDiff> {
  const { connections: list, grantId } = asked
  const { id: consentId, linkId, tenantId } = consent
  const { memberId, detail } = await actorOf(tx, consent)
  const wanted = consent.purpose === "connect" ? null : tenantId
  const reached = wanted === null || list.some((one) => one.tenantId === wanted)
  const grant = await tx.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { id: true, scopes: true, xeroUserId: true, xeroUserName: true },
  })
  const { isAuthoriser, before } = await surveyAuthorisers(tx, grant, wanted)
  const mustAsk = consent.purpose === "reconnect" && before.length > 0
  const listed = list.map((one) => one.tenantId)
  const unknown = linkId === null ? [] : await findUnknown(tx, listed)
  const diff = await applyList(tx, {
    ...asked,
    memberId,
    byLink: detail.link,
    consentId,
    wanted,
    newState: reached && !mustAsk ? "connected" : "offered",
    claimed: claimsOf(consent, list),
  })
  const xeroUserLabel = (await findXeroUserLabels(tx, [grantId])).get(grantId) ?? grant.xeroUserName
  const facts = {
    grant: { ...grant, xeroUserLabel },
    diff,
    wanted,
    reached,
    purpose: consent.purpose,
    isAuthoriser,
    before: mustAsk ? before : [],
    askedScopes: consent.xeroApp.scopes,
  }
  const outcome = await judgeList(tx, facts)
  await tx.consentRequest.updateMany({ where: { id: consentId }, data: { outcome } })
  const names = formatNames(before.map((one) => one.xeroUserName))
  await recordEvent(tx, {
    kind: reached && list.length > 0 ? "consent.completed" : "consent.failed",
    grantId,
    memberId,
    tenantId: wanted,
    detail: {
      outcome: outcome.kind,
      consentId,
      xeroUserName: grant.xeroUserName,
      ...(names === "" ? {} : { before: names }),
      ...detail,
    },
  })
  await settleLink(tx, { linkId, consentId, outcome, unknown })
  return diff
}

/** Whether the Xero user authorised the organisation before this consent, through whichever app; if not, who did. */
async function surveyAuthorisers(tx: Tx, grant: { xeroUserId: string }, tenantId: string | null) {
  const authorisers = tenantId === null ? [] : await listAuthorisers(tx, tenantId)
  const isAuthoriser = authorisers.some((one) => one.xeroUserId === grant.xeroUserId)
  return { isAuthoriser, before: isAuthoriser ? [] : authorisers }
}

/** What this consent was for: the tenants connected in its event, and the one that it names (docs/xero.md §4.2). */
function claimsOf(consent: StoredConsent, list: ListedConnection[]): Set<string> {
  const ofEvent = list.filter(
    (one) => one.authEventId !== null && one.authEventId === consent.authEventId,
  )
  const claimed = new Set(ofEvent.map((one) => one.tenantId))
  if (consent.tenantId !== null) claimed.add(consent.tenantId)
  return claimed
}

/** Records that the sign-in is stored and its organisations are still to be listed. */
async function markPending(keeper: Keeper, grantId: string): Promise<void> {
  await keeper.db.$transaction(async (tx) => {
    await lockGrant(tx, grantId)
    const xeroUserName = (await findXeroUserLabels(tx, [grantId])).get(grantId) ?? ""
    await tx.consentRequest.updateMany({
      where: { grantId, OR: AWAITING_LIST },
      data: { outcome: { kind: "list_pending", xeroUserName } },
    })
  })
}

const CONSENT = {
  id: true,
  purpose: true,
  tenantId: true,
  memberId: true,
  linkId: true,
  authEventId: true,
  xeroApp: { select: { scopes: true } },
} satisfies Prisma.ConsentRequestSelect

type StoredConsent = Prisma.ConsentRequestGetPayload<{ select: typeof CONSENT }>
