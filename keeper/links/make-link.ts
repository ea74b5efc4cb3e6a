import type { Keeper } from "@/keeper/keeper"
import { findLinkSettings } from "@/keeper/links/link-settings"
import { giveToken } from "@/keeper/links/link-token"
import { mailLink } from "@/keeper/links/mail-link"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { isListed } from "@/lib/links/return-address"

/** Makes a link for somebody outside. Its token is in this answer and nowhere else. */
export async function makeLink(
  keeper: Keeper,
  memberId: string,
  input: OperationInput<"makeLink">,
): Promise<OperationOutput<"makeLink">> {
  const tenantId = input.tenantId?.toLowerCase() ?? null
  const { returnTo } = input
  return keeper.db.$transaction(async (tx): Promise<OperationOutput<"makeLink">> => {
    const { returnOrigins } = await findLinkSettings(tx)
    if (returnTo !== null && !isListed(returnTo, returnOrigins))
      return { kind: "origin_not_listed" }
    if (tenantId !== null && (await tx.tenant.count({ where: { tenantId } })) === 0) {
      return { kind: "not_found" }
    }
    const { purpose, recipientName, recipientEmail, note, reference, days } = input
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO "Link" ("id", "purpose", "tenantId", "recipientName", "recipientEmail", "note", "reference", "returnTo",
        "madeById", "days", "expiresAt")
      VALUES (gen_random_uuid(), ${purpose}::"LinkPurpose", ${tenantId}::uuid, ${recipientName}, ${recipientEmail}, ${note},
        ${reference}, ${returnTo}, ${memberId}::uuid, ${days}, clock_timestamp() + ${days} * interval '1 day')
      RETURNING "id"`
    if (row === undefined) throw new Error("the link was not stored")
    const token = await giveToken(tx, row.id)
    await recordEvent(tx, {
      kind: "link.made",
      memberId,
      ...(tenantId === null ? {} : { tenantId }),
      detail: { purpose, recipient: recipientName ?? recipientEmail },
    })
    const isMailed = input.sends && (await mailLink(keeper, tx, { linkId: row.id, token }))
    return { kind: "given", linkId: row.id, token, isMailed }
  })
}
