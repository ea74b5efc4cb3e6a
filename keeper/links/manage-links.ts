import type { Keeper } from "@/keeper/keeper"
import { findRecipientLabel } from "@/keeper/links/link-label"
import { giveToken } from "@/keeper/links/link-token"
import { findMemberWait } from "@/keeper/links/mail-bound"
import { mailLink } from "@/keeper/links/mail-link"
import { cancelMails } from "@/keeper/mail/outbox"
import { type EventKind, recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import { MOST_DAYS } from "@/lib/links/link-terms"

type LinkKeeper = Pick<Keeper, "db">

/** A new address for a link that is not done or withdrawn; it lives as many days as it was made for. */
export function renewLink(
  keeper: Keeper,
  memberId: string,
  { linkId, sends }: OperationInput<"renewLink">,
): Promise<OperationOutput<"renewLink">> {
  return keeper.db.$transaction(async (tx): Promise<OperationOutput<"renewLink">> => {
    const link = await lockLink(tx, linkId)
    if (link.kind !== "link") return link
    const wait = sends ? await findMemberWait(tx, memberId) : 0
    if (wait > 0) return { kind: "throttled", retryAfterInSeconds: wait }
    await tx.$executeRaw`
      UPDATE "Link" SET "state" = 'made', "failure" = NULL, "askedAnewAt" = NULL,
        "expiresAt" = clock_timestamp() + "days" * interval '1 day'
      WHERE "id" = ${linkId}::uuid`
    const token = await giveToken(tx, linkId)
    await recordLinkEvent(tx, "link.renewed", { ...link, memberId })
    if (!sends) await cancelMails(tx, [linkId])
    const isMailed = sends && (await mailLink(keeper, tx, { linkId, token }))
    return { kind: "given", linkId, token, isMailed }
  })
}

/** The link lives so many days longer, counted from now where it has expired, and 30 from now at most; its address stays. */
export function extendLink(
  { db }: LinkKeeper,
  memberId: string,
  { linkId, days }: OperationInput<"extendLink">,
): Promise<OperationOutput<"extendLink">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"extendLink">> => {
    const link = await lockLink(tx, linkId)
    if (link.kind !== "link") return link
    if (link.state === "declined") return { kind: "link_over" }
    await tx.$executeRaw`
      UPDATE "Link" SET "expiresAt" = least(greatest("expiresAt", clock_timestamp()) + ${days} * interval '1 day',
        clock_timestamp() + ${MOST_DAYS} * interval '1 day')
      WHERE "id" = ${linkId}::uuid`
    await recordLinkEvent(tx, "link.extended", { ...link, memberId })
    return { kind: "extended" }
  })
}

/** Makes a link stop working. A consent that is being completed by it goes on. */
export function withdrawLink(
  keeper: LinkKeeper,
  memberId: string,
  { linkId }: OperationInput<"withdrawLink">,
): Promise<OperationOutput<"withdrawLink">> {
  return withdraw(keeper, { memberId }, linkId)
}

/** The same for the member or the service that asks. */
export function withdraw(
  { db }: LinkKeeper,
  by: Actor,
  linkId: string,
): Promise<OperationOutput<"withdrawLink">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"withdrawLink">> => {
    const link = await lockLink(tx, linkId)
    if (link.kind !== "link") return link
    await tx.$executeRaw`
      UPDATE "Link" SET "state" = 'withdrawn', "withdrawnAt" = clock_timestamp() WHERE "id" = ${linkId}::uuid`
    await cancelMails(tx, [linkId])
    await recordLinkEvent(tx, "link.withdrawn", { ...link, ...by })
    return { kind: "withdrawn" }
  })
}

async function lockLink(tx: Tx, linkId: string): Promise<LockedLink> {
  const [link] = await tx.$queryRaw<Omit<Facts, "linkId">[]>`
    SELECT "state"::text, "tenantId" FROM "Link" WHERE "id" = ${linkId}::uuid FOR UPDATE`
  if (link === undefined) return { kind: "not_found" }
  if (link.state === "done" || link.state === "withdrawn") return { kind: "link_over" }
  return { kind: "link", linkId, ...link }
}

async function recordLinkEvent(
  tx: Tx,
  kind: EventKind,
  { linkId, tenantId, memberId, serviceId }: Pick<Facts, "linkId" | "tenantId"> & Actor,
): Promise<void> {
  const recipient = await findRecipientLabel(tx, linkId)
  await recordEvent(tx, { kind, memberId, serviceId, tenantId, detail: { recipient, linkId } })
}

type Actor = { memberId?: string; serviceId?: string }
type Facts = { linkId: string; state: string; tenantId: string | null }
type LockedLink = ({ kind: "link" } & Facts) | { kind: "not_found" } | { kind: "link_over" }
