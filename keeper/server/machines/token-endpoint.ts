import type { IncomingMessage } from "node:http"
import type { Answer } from "@/keeper/server/machines/exchange"
import type { MachineParts } from "@/keeper/server/machines/machine-door"
import { oauthError, tokenAnswer } from "@/keeper/server/machines/oauth-answers"
import { type Form, parseForm, readClient } from "@/keeper/server/machines/read-client"
import {
  badRequest,
  type Refusal,
  refusalOf,
  unauthenticated,
} from "@/keeper/server/machines/refusals"
import { authenticate, type Client, parseId } from "@/keeper/services/authenticate"
import { fetchToken } from "@/keeper/services/fetch-token"
import type { KnownService } from "@/keeper/services/service-cache"
import type { ServiceDesk } from "@/keeper/services/service-desk"

const FORM_TYPE = "application/x-www-form-urlencoded"
export const DEFAULT_MINIMUM_SECONDS = 300
export const MOST_MINIMUM_SECONDS = 1_500

/** `POST /oauth/token`: RFC 6749 §4.4, the client-credentials grant, with RFC 8707's `resource`. */
export async function answerToken(parts: MachineParts, call: TokenCall): Promise<Answer> {
  const result = await issueToken(parts, call)
  return "code" in result ? oauthError(result, parts.appUrl) : tokenAnswer(result)
}

async function issueToken({ desk, addressOf }: MachineParts, { request, body, query }: TokenCall) {
  if (request.method !== "POST") return wrongMethod
  if (query !== null) return refuseQuery(desk, query, addressOf(request))
  if (!isForm(request.headers["content-type"])) return wrongType
  if (body === null) return tooLarge
  const form = parseForm(body)
  if (form === null) return badRequest("A parameter stands twice")
  const client = readClient(request.headers.authorization, form)
  if (client.kind === "two_ways") return badRequest("The client authenticates in two ways at once")
  const { clientId, clientSecret } = client.kind === "client" ? client : NO_CLIENT
  const asked = { clientId, clientSecret, address: () => addressOf(request) }
  const known = await authenticate(desk, asked)
  if (known.kind !== "service") return unauthenticated(known)
  return issueTo(desk, { service: known.service, form, client: asked })
}

async function issueTo(desk: ServiceDesk, { service, form, client }: Asked) {
  const path = `/services/${service.id}`
  if (!form.grant_type) return badRequest("grant_type is missing", path)
  if (form.grant_type !== "client_credentials") return { ...unsupported, path }
  const minimumSeconds = readMinimum(form.minimum_seconds)
  if (minimumSeconds === null) {
    return badRequest(`minimum_seconds is a whole number, at most ${MOST_MINIMUM_SECONDS}`, path)
  }
  const target = await readResource(desk, service, form.resource)
  if (target.kind !== "tenant") return refuseTarget(desk, { service, client, ...target })
  const { tenantId } = target
  const outcome = await fetchToken(desk, { service, tenantId, minimumSeconds, client })
  if (outcome.kind === "token") return outcome
  if (outcome.kind === "not_reached") {
    return refuseTarget(desk, { service, client, kind: "unknown", tenantId })
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
  desk: ServiceDesk,
  service: KnownService,
  resource: string | undefined,
): Promise<Target> {
  if (resource) {
    const tenantId = parseId(resource.replace(/^urn:uuid:/i, ""))
    return tenantId === null ? { kind: "unknown", tenantId } : { kind: "tenant", tenantId }
  }
  const tenantId = await desk.onlyTenant.find(service)
  return tenantId === null ? { kind: "missing", tenantId } : { kind: "tenant", tenantId }
}

async function refuseTarget(desk: ServiceDesk, refused: RefusedTarget): Promise<Refusal> {
  const { service, tenantId, kind, client } = refused
  if (kind === "missing") {
    const detail = "resource is missing, and this service does not reach exactly one organisation"
    return { code: "invalid_target", detail, path: `/services/${service.id}` }
  }
  await desk.denials.deny({
    reason: "target",
    serviceId: service.id,
    tenantId,
    address: client.address(),
  })
  return refusalOf({ kind: "not_reached" }, service.id)
}

/** A secret in an address stands in the logs of everything between: refused even when right, so that nobody gets used to it. */
async function refuseQuery(desk: ServiceDesk, query: string, address: string): Promise<Refusal> {
  if (/(^|&)client_secret=/.test(query)) {
    desk.denials.countHere({ reason: "secret_in_query", serviceId: null, tenantId: null, address })
  }
  return badRequest("Parameters go into the body, never into the address")
}

function isForm(contentType: string | undefined): boolean {
  if (contentType === FORM_TYPE) return true
  return contentType?.split(";")[0]?.trim().toLowerCase() === FORM_TYPE
}

const NO_CLIENT = { clientId: "", clientSecret: "" }
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

type Asked = { service: KnownService; form: Form; client: Client }
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
