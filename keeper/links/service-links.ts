import { createHash, createHmac } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"
import { digestOf } from "@/keeper/links/link-token"
import { findMailWait } from "@/keeper/links/mail-bound"
import { type LinkMaker, type StoredLink, storeLink } from "@/keeper/links/make-link"
import { holdRight } from "@/keeper/services/manage/hold-right"
import type { OperationInput } from "@/lib/contract/operations"

/**
 * Makes a link for a service. With an `Idempotency-Key`, the same request gets the same answer each time (`repeatLink`),
 * however many come at once. How many e-mails a service may send is limited.
 */
export async function makeServiceLink(keeper: Keeper, request: LinkRequest): Promise<MadeLink> {
  const { serviceId, key, input } = request
  const { db } = keeper
  const { createdById: memberId } = await db.service.findUniqueOrThrow({
    where: { id: serviceId },
    select: { createdById: true },
  })
  const tokenOf = (linkId: string) => tokenFor(request, linkId)
  const ask: LinkMaker["ask"] = { serviceId, key, digest: digestOfInput(request), tokenOf }
  const stored = await db.$transaction(async (tx): Promise<MadeLink | { kind: "asked_before" }> => {
    if (!(await holdRight(tx, serviceId, "make_links"))) return { kind: "no_right" }
    const wait = input.sends ? await findMailWait(tx, request) : 0
    if (wait > 0) return { kind: "too_many_mails", retryAfterInSeconds: wait }
    return storeLink(keeper, tx, { maker: { memberId, ask }, input })
  })
  if (stored.kind !== "asked_before") return stored
  const before = await repeatLink(keeper, request)
  if (before === null) throw new Error("a link that was asked for before is gone")
  return before
}

/**
 * The answer to a request that the service made before by the same `Idempotency-Key`, whatever an owner changed since; null
 * where it is new. The link's token is derived from the service's client secret, so nothing has to be kept to repeat it. The
 * same key with another request, or another secret, is `key_reused`.
 */
export async function repeatLink(
  { db }: Pick<Keeper, "db">,
  request: LinkRequest,
): Promise<MadeLink | null> {
  const { serviceId, key: idempotencyKey } = request
  if (idempotencyKey === null) return null
  const before = await db.link.findUnique({
    where: { serviceId_idempotencyKey: { serviceId, idempotencyKey } },
    select: { id: true, requestDigest: true },
  })
  if (before === null) return null
  const token = tokenFor(request, before.id)
  const known = await db.linkToken.count({
    where: { digest: digestOf(token), linkId: before.id },
  })
  if (before.requestDigest !== digestOfInput(request) || known === 0) return { kind: "key_reused" }
  return { kind: "given", linkId: before.id, token, isMailed: false }
}

function tokenFor({ clientSecret }: LinkRequest, linkId: string): string {
  return createHmac("sha256", clientSecret).update(`link ${linkId}`).digest("base64url")
}

function digestOfInput({ input }: LinkRequest): string {
  return createHash("sha256").update(JSON.stringify(input)).digest("hex")
}

export type MadeLink =
  | Exclude<StoredLink, { kind: "asked_before" }>
  | { kind: "key_reused" }
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
