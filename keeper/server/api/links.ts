import type { z } from "zod"
import { MOST_MAILS_AN_HOUR } from "@/keeper/links/mail-bound"
import { withdraw } from "@/keeper/links/manage-links"
import {
  type LinkRequest,
  type MadeLink,
  makeServiceLink,
  repeatLink,
} from "@/keeper/links/service-links"
import type { ApiCall } from "@/keeper/server/api/api-call"
import { API_PAGE } from "@/keeper/server/api/api-page"
import { isKey, WRONG_KEY } from "@/keeper/server/api/idempotency-key"
import { type link, linkRequest, type madeLink } from "@/keeper/server/api/link-schemas"
import type { Answer } from "@/keeper/server/machines/http-message"
import {
  badRequest,
  type Refusal,
  refusalOf,
  refuse,
  withoutRight,
} from "@/keeper/server/machines/refusals"
import { parseId } from "@/keeper/services/access/authenticate"
import { findReachable } from "@/keeper/services/access/list-reachable"
import type { ServiceContext } from "@/keeper/services/service-context"
import type { OperationInput } from "@/lib/contract/operations"
import type { Db } from "@/lib/db/create-db"

/** Makes a link for a service that may; its address is in this answer, and in those to the same `Idempotency-Key`. */
export async function makeLink(
  context: ServiceContext,
  { service, client, body, idempotencyKey: key }: ApiCall,
): Promise<Answer | Refusal> {
  if (!service.rights.includes("make_links")) return withoutRight(service.id, LINKS)
  const parsed = linkRequest.safeParse(body)
  if (!parsed.success) return badRequest(wrongBody(parsed.error), API_PAGE)
  if (key !== null && !isKey(key)) return WRONG_KEY
  const { keeper } = context
  const { id: serviceId } = service
  const { clientSecret } = client
  const asked = { serviceId, clientSecret, key, input: inputOf(parsed.data) }
  const made = (await repeatLink(keeper, asked)) ?? (await makeNew(context, service, asked))
  if (made.kind === "not_found") return refusalOf({ kind: "not_reached" }, serviceId)
  if (made.kind === "no_right") return withoutRight(serviceId, LINKS)
  if (made.kind === "too_many_mails") return tooManyMails(serviceId, made.retryAfterInSeconds)
  if (made.kind !== "given") return UNMADE[made.kind]
  const facts = await findLink(keeper.db, { serviceId, linkId: made.linkId })
  if (facts === null) return NOT_FOUND
  const url = `${keeper.alerts.appUrl}/connect/${made.token}`
  const answer: z.input<typeof madeLink> = { ...facts, url }
  return { status: 201, body: JSON.stringify(answer) }
}

async function makeNew(
  { keeper }: ServiceContext,
  service: ApiCall["service"],
  asked: LinkRequest,
): Promise<MadeLink> {
  const { tenantId } = asked.input
  if (tenantId !== null && (await findReachable(keeper.db, service, tenantId)) === null)
    return { kind: "not_found" }
  return makeServiceLink(keeper, asked)
}

/** Names the member whose value is wrong, where it is one. */
function wrongBody({ issues }: z.ZodError): string {
  const [member] = issues[0]?.path ?? []
  return member === undefined ? WRONG_BODY : `${String(member)} has a wrong value. ${WRONG_BODY}`
}

function inputOf(asked: z.output<typeof linkRequest>): OperationInput<"makeLink"> {
  const { purpose, tenant_id, name, email, note, reference, return_to, days } = asked
  return {
    purpose,
    tenantId: tenant_id?.toLowerCase() ?? null,
    recipientName: name ?? null,
    recipientEmail: email ?? null,
    note: note ?? null,
    reference: reference ?? null,
    returnTo: return_to ?? null,
    days,
    sends: email !== undefined,
  }
}

/** The state of one of this service's links. */
export async function getLink(
  { keeper }: ServiceContext,
  { service, id }: ApiCall,
): Promise<Answer | Refusal> {
  if (!service.rights.includes("make_links")) return withoutRight(service.id, LINKS)
  const linkId = parseId(id)
  if (linkId === null) return NOT_FOUND
  const facts = await findLink(keeper.db, { serviceId: service.id, linkId })
  return facts === null ? NOT_FOUND : { status: 200, body: JSON.stringify(facts) }
}

/** Makes a link of this service stop working; one that is over stays as it is. */
export async function withdrawLink(
  context: ServiceContext,
  call: ApiCall,
): Promise<Answer | Refusal> {
  const found = await getLink(context, call)
  if ("code" in found) return found
  await withdraw(context.keeper, { serviceId: call.service.id }, call.id)
  return getLink(context, call)
}

async function findLink(
  db: Db,
  { serviceId, linkId }: { serviceId: string; linkId: string },
): Promise<z.output<typeof link> | null> {
  const own = await db.link.findFirst({
    where: { id: linkId, serviceId },
    select: { reached: true },
  })
  const row = await db.linkStanding.findUnique({ where: { id: linkId }, select: STANDING })
  if (own === null || row === null) return null
  return {
    id: row.id,
    purpose: row.purpose,
    state: row.awaitsDecision ? "awaits_decision" : row.standing,
    failure: row.failure,
    tenant_id: row.tenantId,
    reference: row.reference,
    email: row.recipientEmail,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    tenants: own.reached,
  }
}

function tooManyMails(serviceId: string, retryAfterInSeconds: number): Refusal {
  const detail = `A service can have at most ${MOST_MAILS_AN_HOUR} links an hour sent by e-mail. Try later, or leave out email.`
  return { ...refuse("too_many_requests", detail, `/services/${serviceId}`), retryAfterInSeconds }
}

const LINKS = "make links"
const STANDING = {
  id: true,
  purpose: true,
  standing: true,
  awaitsDecision: true,
  failure: true,
  tenantId: true,
  reference: true,
  recipientEmail: true,
  createdAt: true,
  expiresAt: true,
} as const
const NOT_FOUND = refuse("not_found", "This service has no such link", API_PAGE)
const UNMADE = {
  key_reused: refuse(
    "idempotency_key_reused",
    "This Idempotency-Key was already used for another link. Send a new one, or the same request with the same secret.",
    API_PAGE,
  ),
  origin_not_listed: badRequest("An owner has not listed the origin of return_to", "/links"),
} satisfies Record<string, Refusal>
const WRONG_BODY =
  'The body must be like {"purpose": "connect", "reference": "…"}; every purpose but connect needs tenant_id'
