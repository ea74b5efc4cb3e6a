import type { Keeper } from "@/keeper/keeper"
import { findRecipientLabel } from "@/keeper/links/link-label"
import { findLinkSettings } from "@/keeper/links/link-settings"
import { giveToken, newToken } from "@/keeper/links/link-token"
import { findMemberWait } from "@/keeper/links/mail-bound"
import { mailLink } from "@/keeper/links/mail-link"
import { holdRole } from "@/keeper/members/hold-acting"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import { isListed } from "@/lib/links/return-address"

/** Makes a link for somebody outside. Its token is in this answer and nowhere else. */
export async function makeLink(
  keeper: Keeper,
  memberId: string,
  input: OperationInput<"makeLink">,
): Promise<OperationOutput<"makeLink">> {
  const made = await keeper.db.$transaction(async (tx) => {
    if (!(await holdRole(tx, memberId, "admin"))) return { kind: "forbidden" } as const
    const wait = input.sends ? await findMemberWait(tx, memberId) : 0
    if (wait > 0) return { kind: "throttled", retryAfterInSeconds: wait } as const
    return storeLink(keeper, tx, { maker: { memberId, ask: null }, input })
  })
  if (made.kind === "asked_before") throw new Error("a member's link has no key")
  return made
}

/** Stores a link, unless its service has asked for it before. It lives no longer than that service. */
export async function storeLink(
  keeper: Keeper,
  tx: Tx,
  { maker: { memberId, ask }, input }: NewLink,
): Promise<StoredLink> {
  const { serviceId, key, digest } = ask ?? { serviceId: null, key: null, digest: null }
  const tenantId = input.tenantId?.toLowerCase() ?? null
  const { purpose, recipientName, recipientEmail, note, reference, returnTo, days } = input
  const { returnOrigins } = await findLinkSettings(tx)
  if (returnTo !== null && !isListed(returnTo, returnOrigins)) return { kind: "origin_not_listed" }
  if (tenantId !== null && (await tx.tenant.count({ where: { tenantId } })) === 0) {
    return { kind: "not_found" }
  }
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "Link" ("id", "purpose", "tenantId", "recipientName", "recipientEmail", "note", "reference", "returnTo",
      "madeById", "serviceId", "idempotencyKey", "requestDigest", "days", "expiresAt")
    VALUES (gen_random_uuid(), ${purpose}::"LinkPurpose", ${tenantId}::uuid, ${recipientName}, ${recipientEmail}, ${note},
      ${reference}, ${returnTo}, ${memberId}::uuid, ${serviceId}::uuid, ${key}, ${digest}, ${days},
      least(clock_timestamp() + ${days} * interval '1 day', (SELECT "expiresAt" FROM "Service" WHERE "id" = ${serviceId}::uuid)))
    ON CONFLICT ("serviceId", "idempotencyKey") DO NOTHING
    RETURNING "id"`
  if (row === undefined) return { kind: "asked_before" }
  const token = await giveToken(tx, row.id, ask?.tokenOf(row.id) ?? newToken())
  await recordEvent(tx, {
    kind: "link.made",
    ...(serviceId === null ? { memberId } : { serviceId }),
    tenantId,
    detail: { purpose, recipient: await findRecipientLabel(tx, row.id), linkId: row.id },
  })
  const isMailed = input.sends && (await mailLink(keeper, tx, { linkId: row.id, token }))
  return { kind: "given", linkId: row.id, token, isMailed }
}

type NewLink = { maker: LinkMaker; input: OperationInput<"makeLink"> }
/** `ask`: null for a member, who made the link at a page. */
export type LinkMaker = {
  memberId: string
  ask: {
    serviceId: string
    key: string | null
    digest: string
    tokenOf(linkId: string): string
  } | null
}
export type StoredLink =
  | { kind: "given"; linkId: string; token: string; isMailed: boolean }
  | { kind: "origin_not_listed" }
  | { kind: "not_found" }
  | { kind: "asked_before" }
