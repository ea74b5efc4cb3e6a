import { createHash, createHmac } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"
import { digestOf } from "@/keeper/links/link-token"
import { findMailWait } from "@/keeper/links/mail-bound"
import { type LinkMaker, type StoredLink, storeLink } from "@/keeper/links/make-link"
import { holdRight } from "@/keeper/services/manage/hold-right"
import type { OperationInput } from "@/lib/contract/operations"

/**
 * Makes a link for a service. With an `Idempotency-Key`, the same request gets the same answer each time, however many come at
 * once: the link's token is derived from the service's client secret, so nothing has to be kept to repeat it. The same key
 * with another request, or another secret, is `key_reused`. How many e-mails a service may send is limited.
 */
export async function makeServiceLink(
  keeper: Keeper,
  request: LinkRequest,
): Promise<Made | { kind: "key_reused" }> {
  const { serviceId, clientSecret, key, input } = request
  const { db } = keeper
  const digest = createHash("sha256").update(JSON.stringify(input)).digest("hex")
  const { createdById: memberId } = await db.service.findUniqueOrThrow({
    where: { id: serviceId },
    select: { createdById: true },
  })
  const tokenOf = (linkId: string) =>
    createHmac("sha256", clientSecret).update(`link ${linkId}`).digest("base64url")
  const ask: LinkMaker["ask"] = { serviceId, key, digest, tokenOf }
  const stored = await db.$transaction(async (tx): Promise<Made | { kind: "asked_before" }> => {
    if (!(await holdRight(tx, serviceId, "make_links"))) return { kind: "no_right" }
    const wait = input.sends ? await findMailWait(tx, request) : 0
    if (wait > 0) return { kind: "too_many_mails", retryAfterInSeconds: wait }
    return storeLink(keeper, tx, { maker: { memberId, ask }, input })
  })
  if (stored.kind !== "asked_before" || key === null) return stored as Made
  const before = await db.link.findUniqueOrThrow({
    where: { serviceId_idempotencyKey: { serviceId, idempotencyKey: key } },
    select: { id: true, requestDigest: true },
  })
  const token = tokenOf(before.id)
  const known = await db.linkToken.count({
    where: { digest: digestOf(token), linkId: before.id },
  })
  if (before.requestDigest !== digest || known === 0) return { kind: "key_reused" }
  return { kind: "given", linkId: before.id, token, isMailed: false }
}

type Made =
  | Exclude<StoredLink, { kind: "asked_before" }>
  | { kind: "no_right" }
  | { kind: "too_many_mails"; retryAfterInSeconds: number }
export type LinkRequest = {
  serviceId: string
  /** What it authenticated with just now. */
  clientSecret: string
  /** The `Idempotency-Key` of its request. */
  key: string | null
  input: OperationInput<"makeLink">
}
