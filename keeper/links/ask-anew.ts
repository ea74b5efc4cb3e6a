import type { Keeper } from "@/keeper/keeper"
import { findLinkLabel } from "@/keeper/links/link-label"
import { findByToken, giveToken } from "@/keeper/links/link-token"
import { canMail, mailLink } from "@/keeper/links/mail-link"
import { withinPace } from "@/keeper/links/pace"
import { tellMaker } from "@/keeper/links/tell-maker"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"

/**
 * The holder of an expired link asks for a new one, at most once an hour. It goes to the address that the old one went to;
 * where there is none, whoever made the link is told, or owners where a service did. It lives no longer
 * than the service that made the old one, and a service that has expired asks nobody.
 */
export function askForLink(
  keeper: Keeper,
  { token }: OperationInput<"askForLink">,
): Promise<OperationOutput<"askForLink">> {
  return withinPace(keeper, () =>
    keeper.db.$transaction(async (tx) => {
      const found = await findByToken(tx, token)
      if (found === null) return { kind: "gone" } as const
      // A second press, too: the new one is on its way.
      if (found.isReplaced) return { kind: "not_expired" } as const
      const { linkId } = found
      const expired = await tx.linkStanding.count({ where: { id: linkId, standing: "expired" } })
      return expired === 0 ? ({ kind: "not_expired" } as const) : askAnew(keeper, tx, linkId)
    }),
  )
}

async function askAnew(keeper: Keeper, tx: Tx, linkId: string): Promise<AskedAnew> {
  const asked = await tx.$executeRaw`
    UPDATE "Link" SET "askedAnewAt" = clock_timestamp()
    WHERE "id" = ${linkId}::uuid AND "state" NOT IN ('done', 'withdrawn', 'declined')
      AND "expiresAt" <= clock_timestamp()
      AND ("askedAnewAt" IS NULL OR "askedAnewAt" < clock_timestamp() - interval '1 hour')`
  if (asked === 0) return { kind: "asked_already" }
  const label = await findLinkLabel(tx, linkId)
  await recordEvent(tx, { kind: "link.asked_anew", detail: { link: label, linkId } })
  if (!(await mayAskAgain(tx, linkId)) || !(await canMail(tx, linkId))) {
    await tellMaker(keeper, tx, { linkId, news: "asked_anew" })
    return { kind: "told" }
  }
  await tx.$executeRaw`
    UPDATE "Link" l SET "state" = 'made', "failure" = NULL,
      "expiresAt" = least(clock_timestamp() + "days" * interval '1 day', (SELECT "expiresAt" FROM "Service" WHERE "id" = l."serviceId"))
    WHERE "id" = ${linkId}::uuid`
  await mailLink(keeper, tx, { linkId, token: await giveToken(tx, linkId) })
  return { kind: "sent" }
}

async function mayAskAgain(tx: Tx, linkId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>`
    SELECT FROM "Link" l JOIN "Service" s ON s."id" = l."serviceId"
    WHERE l."id" = ${linkId}::uuid AND s."expiresAt" <= clock_timestamp()`
  return rows.length === 0
}

type AskedAnew = { kind: "asked_already" } | { kind: "told" } | { kind: "sent" }
