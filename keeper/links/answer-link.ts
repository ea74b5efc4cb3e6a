import type { Keeper } from "@/keeper/keeper"
import { IS_FREE } from "@/keeper/links/claim-link"
import { findLinkLabel } from "@/keeper/links/link-label"
import { findOpen } from "@/keeper/links/link-token"
import { withinPace } from "@/keeper/links/pace"
import { tellMaker } from "@/keeper/links/tell-maker"
import { cancelMails } from "@/keeper/mail/outbox"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"

/** The holder has the page before them, as their first touch of it tells. */
export function openLink(
  keeper: Keeper,
  { token }: OperationInput<"openLink">,
): Promise<OperationOutput<"openLink">> {
  return withinPace(keeper, async () => {
    const found = await findOpen(keeper.db, token)
    if (found === null) return { kind: "gone" } as const
    await keeper.db.$executeRaw`
      UPDATE "Link" SET "openedAt" = coalesce("openedAt", clock_timestamp()),
        "state" = CASE WHEN "state" IN ('made', 'sent') THEN 'opened' ELSE "state" END
      WHERE "id" = ${found.linkId}::uuid`
    return { kind: "opened" } as const
  })
}

/** The holder says no; the link ends with it, and whoever made it is told by mail, unless a consent by it is under way. */
export function declineLink(
  keeper: Keeper,
  { token }: OperationInput<"declineLink">,
): Promise<OperationOutput<"declineLink">> {
  return withinPace(keeper, () =>
    keeper.db.$transaction(async (tx) => {
      const found = await findOpen(tx, token)
      if (found === null) return { kind: "gone" } as const
      const { linkId } = found
      const [declined] = await tx.$queryRaw<{ tenantId: string | null }[]>`
        UPDATE "Link" l SET "state" = 'declined', "declinedAt" = clock_timestamp(),
          "openedAt" = coalesce("openedAt", clock_timestamp())
        WHERE "id" = ${linkId}::uuid AND "state" NOT IN ('done', 'withdrawn', 'declined') AND ${IS_FREE}
        RETURNING "tenantId"`
      if (declined === undefined) return { kind: "under_way" } as const
      const { tenantId } = declined
      await cancelMails(tx, [linkId])
      await recordEvent(tx, {
        kind: "link.declined",
        tenantId,
        detail: { link: await findLinkLabel(tx, linkId), linkId },
      })
      await tellMaker(keeper, tx, { linkId, news: "declined" })
      return { kind: "declined" } as const
    }),
  )
}
