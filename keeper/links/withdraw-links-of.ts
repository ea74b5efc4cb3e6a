import { cancelMails } from "@/keeper/mail/outbox"
import { recordEvents } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import { findLinkMarks } from "@/lib/names/find-marks"
import { labelOf } from "@/lib/names/label"

/**
 * Withdraws the links that a member has out and ends the reminders of their campaigns: nobody outside acts on the word of
 * somebody who is kept out or may only read. A service's links are its own and stay, whoever added the service.
 */
export async function withdrawLinksOf(tx: Tx, { memberId, ownerId }: Withdrawing): Promise<void> {
  await withdrawAll(tx, { ...NONE, madeById: memberId, actorId: ownerId })
  const campaigns = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "Campaign" c SET "remindersOffAt" = clock_timestamp()
    WHERE c."memberId" = ${memberId}::uuid AND c."remindersOffAt" IS NULL AND EXISTS (
      SELECT FROM "CampaignLink" l WHERE l."campaignId" = c."id" AND l."nextMailAt" IS NOT NULL)
    RETURNING c."id"::text`
  await recordEvents(
    tx,
    campaigns.map(({ id: campaignId }) => {
      return { kind: "campaign.reminders_stopped", memberId: ownerId, detail: { campaignId } }
    }),
  )
}

/** The same for a service that is stopped or may make no links any more. */
export async function withdrawLinksOfService(
  tx: Tx,
  { serviceId, memberId }: { serviceId: string; memberId: string },
): Promise<void> {
  await withdrawAll(tx, { ...NONE, serviceId, actorId: memberId })
}

/** The links for an organisation that a member disconnects: nobody outside connects it again without being asked anew. */
export async function withdrawLinksFor(
  tx: Tx,
  { tenantId, memberId }: { tenantId: string; memberId: string },
): Promise<void> {
  await withdrawAll(tx, { ...NONE, tenantId, actorId: memberId })
}

/** Expired links too, since their holders could ask for new ones. */
async function withdrawAll(
  tx: Tx,
  { madeById, serviceId, tenantId, actorId }: Which,
): Promise<void> {
  const links = await tx.$queryRaw<WithdrawnLink[]>`
    UPDATE "Link" SET "state" = 'withdrawn', "withdrawnAt" = clock_timestamp()
    WHERE ("tenantId" = ${tenantId}::uuid OR "serviceId" = ${serviceId}::uuid
        OR ("serviceId" IS NULL AND "madeById" = ${madeById}::uuid))
      AND "state" NOT IN ('done', 'declined', 'withdrawn')
    RETURNING "id"::text, "tenantId"::text, coalesce("recipientName", "recipientEmail") AS "name"`
  const linkIds = links.map((one) => one.id)
  await cancelMails(tx, linkIds)
  const marks = await findLinkMarks(tx, linkIds)
  await recordEvents(
    tx,
    links.map(({ id, tenantId: about, name }) => {
      const recipient = name === null ? null : labelOf({ name, mark: marks.get(id) ?? null })
      const detail = { recipient, linkId: id }
      return { kind: "link.withdrawn", memberId: actorId, tenantId: about, detail }
    }),
  )
}

type Withdrawing = {
  memberId: string
  /** Who keeps the member out, or changed their role. */
  ownerId: string
}
const NONE = { madeById: null, serviceId: null, tenantId: null }

type Which = {
  madeById: string | null
  serviceId: string | null
  tenantId: string | null
  actorId: string
}
type WithdrawnLink = { id: string; tenantId: string | null; name: string | null }
