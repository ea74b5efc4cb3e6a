import type { IncomingMessage } from "node:http"
import type { Answer } from "@/keeper/server/machines/exchange"
import type { MachineParts } from "@/keeper/server/machines/machine-parts"
import { oauthError, tokenAnswer } from "@/keeper/server/machines/oauth-answers"
import { clientOf, type Form, parseForm, readClient } from "@/keeper/server/machines/read-client"
import {
  badRequest,
  type Refusal,
  refusalOf,
  unauthenticated,
} from "@/keeper/server/machines/refusals"
import {
  authenticate,
  type Client,
  parseId,
  recogniseNow,
} from "@/keeper/services/access/authenticate"
import { fetchToken, fetchTokenNow, type IssuedToken } from "@/keeper/services/access/fetch-token"
import type { KnownService } from "@/keeper/services/memory/service-cache"
import type { ServiceContext } from "@/keeper/services/service-context"

const FORM_TYPE = "application/x-www-form-urlencoded"
export const DEFAULT_MINIMUM_SECONDS = 300
export const MOST_MINIMUM_SECONDS = 1_500

/** `POST /oauth/token`: RFC 6749 §4.4, the client-credentials grant, with RFC 8707's `resource`; at once where it can. */
export function answerToken(parts: MachineParts, call: TokenCall): Answer | Promise<Answer> {
  const read = readCall(parts, call)
  if ("code" in read) return oauthError(read, parts.appUrl)
  const issued = issueNow(parts.context, read)
  return issued === null ? answerLater(parts, read) : tokenAnswer(issued)
}

async function answerLater({ context, appUrl }: MachineParts, read: Reading): Promise<Answer> {
  const known = await authenticate(context, read.client)
  const result =
    known.kind === "service"
      ? await issueTo(context, { ...read, service: known.service })
      : unauthenticated(known)
  return "code" in result ? oauthError(result, appUrl) : tokenAnswer(result)
}

function readCall(parts: MachineParts, { request, body, query }: TokenCall): Reading | Refusal {
  if (request.method !== "POST") return wrongMethod
  if (query !== null) return refuseQuery(parts.context, query, parts.addressOf(request))
  if (!isForm(request.headers["content-type"])) return wrongType
  if (body === null) return tooLarge
  const form = parseForm(body)
  if (form === null) return badRequest("A parameter stands twice")
  const read = readClient(request.headers.authorization, form)
  if (read.kind === "two_ways") return badRequest("The client authenticates in two ways at once")
  return { form, client: clientOf(parts, request, read) }
}

/** Null where it takes a wait, or is to be refused: then it is as if nobody had asked yet. */
function issueNow(context: ServiceContext, { form, client }: Reading): IssuedToken | null {
  const minimumSeconds = readMinimum(form.minimum_seconds)
  if (form.grant_type !== "client_credentials" || minimumSeconds === null) return null
  const service = recogniseNow(context, client)
  if (service === null) return null
  const tenantId = form.resource ? readTenantId(form.resource) : context.onlyTenant.peek(service)
  if (!tenantId) return null
  return fetchTokenNow(context, { service, tenantId, minimumSeconds, client })
}

async function issueTo(context: ServiceContext, { service, form, client }: Asked) {
  const path = `/services/${service.id}`
  if (!form.grant_type) return badRequest("grant_type is missing", path)
  if (form.grant_type !== "client_credentials") return { ...unsupported, path }
  const minimumSeconds = readMinimum(form.minimum_seconds)
  if (minimumSeconds === null) {
    return badRequest(`minimum_seconds is a whole number, at most ${MOST_MINIMUM_SECONDS}`, path)
  }
  const target = await readResource(context, service, form.resource)
  if (target.kind !== "tenant") return refuseTarget(context, { service, client, ...target })
  const { tenantId } = target
  const outcome = await fetchToken(context, { service, tenantId, minimumSeconds, client })
  if (outcome.kind === "token") return outcome
  if (outcome.kind === "not_reached") {
    return refuseTarget(context, { service, client, kind: "unknown", tenantId })
  }
  return refusalOf(outcome, service.id)
}

/** Null for what is no number of seconds within the limits. */
export function readMinimum(text: string | undefined): number | null {
  if (!text) return DEFAULT_MINIMUM_SECONDS
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  return seconds <= MOST_MINIMUM_SECONDS ? seconds : null
}

/** A tenant id, plain or as `urn:uuid:`, the absolute URI that RFC 8707 asks for; nothing where there is only one. */
async function readResource(
  context: ServiceContext,
  service: KnownService,
  resource: string | undefined,
): Promise<Target> {
  if (resource) {
    const tenantId = readTenantId(resource)
    return tenantId === null ? { kind: "unknown", tenantId } : { kind: "tenant", tenantId }
  }
  const tenantId = await context.onlyTenant.find(service)
  return tenantId === null ? { kind: "missing", tenantId } : { kind: "tenant", tenantId }
}

function readTenantId(resource: string): string | null {
  return parseId(resource.replace(/^urn:uuid:/i, ""))
}

async function refuseTarget(context: ServiceContext, refused: RefusedTarget): Promise<Refusal> {
  const { service, tenantId, kind, client } = refused
  if (kind === "missing") {
    const detail = "resource is missing, and this service does not reach exactly one organisation"
    return { code: "invalid_target", detail, path: `/services/${service.id}` }
  }
  await context.denials.deny({
    reason: "target",
    serviceId: service.id,
    tenantId,
    address: client.address(),
  })
  return refusalOf({ kind: "not_reached" }, service.id)
}

/** A secret in an address stands in the logs of everything between: refused even when right, so that nobody gets used to it. */
function refuseQuery(context: ServiceContext, query: string, address: string): Refusal {
  if (/(^|&)client_secret=/.test(query)) {
    context.denials.countHere({
      reason: "secret_in_query",
      serviceId: null,
      tenantId: null,
      address,
    })
  }
  return badRequest("Parameters go into the body, never into the address")
}

function isForm(contentType: string | undefined): boolean {
  if (contentType === FORM_TYPE) return true
  return contentType?.split(";")[0]?.trim().toLowerCase() === FORM_TYPE
}

const unsupported = {
  code: "unsupported_grant_type",
  detail: "grant_type must be client_credentials",
} as const
const wrongMethod: Refusal = {
  code: "method_not_allowed",
  detail: "Send a POST",
  path: "/services",
}
const wrongType: Refusal = {
  code: "unsupported_media_type",
  detail: `The body must be ${FORM_TYPE}`,
  path: "/services",
}
const tooLarge: Refusal = {
  code: "content_too_large",
  detail: "The body may have 16 KB at most",
  path: "/services",
}

type Reading = { form: Form; client: Client }
type Asked = Reading & { service: KnownService }
type Target =
  | { kind: "tenant"; tenantId: string }
  | { kind: "unknown"; tenantId: string | null }
  | { kind: "missing"; tenantId: null }
type RefusedTarget = Exclude<Target, { kind: "tenant" }> & Omit<Asked, "form">
export type TokenCall = {
  request: IncomingMessage
  /** Null: too large. */
  body: string | null
  query: string | null
}
