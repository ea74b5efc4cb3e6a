import type { IncomingMessage } from "node:http"
import type { Answer, AnswerContext } from "@/keeper/server/machines/http-message"
import { oauthError, tokenAnswer } from "@/keeper/server/machines/oauth-answers"
import { clientOf, type Form, parseForm, readClient } from "@/keeper/server/machines/read-client"
import {
  badRequest,
  type Refusal,
  refusalOf,
  refuse,
  unauthenticated,
} from "@/keeper/server/machines/refusals"
import { authenticate, type Client, parseId } from "@/keeper/services/access/authenticate"
import { andThen, type Eventual } from "@/keeper/services/access/eventual"
import { issueToken } from "@/keeper/services/access/issue-token"
import type { IssuedToken } from "@/keeper/services/access/ready-token"
import type { KnownService } from "@/keeper/services/memory/service-cache"
import type { ServiceContext } from "@/keeper/services/service-context"

const FORM_TYPE = "application/x-www-form-urlencoded"
const DEFAULT_MINIMUM_SECONDS = 300
const MOST_MINIMUM_SECONDS = 1_500

/** `POST /oauth/token`: RFC 6749 §4.4, the client-credentials grant, with RFC 8707's `resource`; at once where it can. */
export function answerToken(parts: AnswerContext, call: TokenCall): Eventual<Answer> {
  const { context, appUrl } = parts
  const read = readCall(parts, call)
  if ("code" in read) return oauthError(read, appUrl)
  const { form, client } = read
  const issued = andThen(authenticate(context, client), (known) =>
    known.kind === "service"
      ? issueTo(context, { service: known.service, form, client })
      : unauthenticated(known),
  )
  return andThen(issued, (result) =>
    "code" in result ? oauthError(result, appUrl) : tokenAnswer(result),
  )
}

function readCall(parts: AnswerContext, { request, body, query }: TokenCall): Reading | Refusal {
  if (request.method !== "POST") return wrongMethod
  if (query !== null) return refuseQuery(parts.context, query, parts.addressOf(request))
  if (!isForm(request.headers["content-type"])) return wrongType
  if (body === null) return tooLarge
  const form = parseForm(body)
  if (form === null) return badRequest("A parameter is given twice")
  const read = readClient(request.headers.authorization, form)
  if (read.kind === "two_ways") return badRequest("The client authenticates in two ways at once")
  return { form, client: clientOf(parts, request, read) }
}

function issueTo(
  context: ServiceContext,
  { service, form, client }: Asked,
): Eventual<IssuedToken | Refusal> {
  const path = `/services/${service.id}`
  if (!form.grant_type) return badRequest("grant_type is missing", path)
  if (form.grant_type !== "client_credentials") {
    return refuse("unsupported_grant_type", "grant_type must be client_credentials", path)
  }
  const minimumSeconds = readMinimum(form.minimum_seconds)
  if (minimumSeconds === null) {
    return badRequest(`minimum_seconds is a whole number, at most ${MOST_MINIMUM_SECONDS}`, path)
  }
  const scopes = readScopes(form.scope)
  if (scopes === null) {
    return refuse("invalid_scope", "scope is a list of names with one space between them", path)
  }
  return andThen(readResource(context, service, form.resource), (target) => {
    if (target.kind !== "tenant") return refuseTarget(context, { service, client, ...target })
    const { tenantId } = target
    const issued = issueToken(context, { service, tenantId, minimumSeconds, scopes, client })
    return andThen(issued, (outcome) => {
      if (outcome.kind === "token") return outcome
      if (outcome.kind !== "not_reached") return refusalOf(outcome, service.id)
      return refuseTarget(context, { service, client, kind: "unknown", tenantId })
    })
  })
}

/** Null if it is not a number of seconds within the limits. */
function readMinimum(text: string | undefined): number | null {
  if (!text) return DEFAULT_MINIMUM_SECONDS
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  return seconds <= MOST_MINIMUM_SECONDS ? seconds : null
}

/** Names separated by single spaces (RFC 6749 §3.3), in lower case, each once; null if it is something else. */
function readScopes(text: string | undefined): string[] | null {
  if (!text) return []
  return SCOPES.test(text) ? [...new Set(text.toLowerCase().split(" "))] : null
}

const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/

/**
 * A tenant id, plain or as `urn:uuid:`, the absolute URI that RFC 8707 asks for. It may be left out if the service
 * reaches only one organisation.
 */
function readResource(
  context: ServiceContext,
  service: KnownService,
  resource: string | undefined,
): Eventual<Target> {
  if (resource) {
    const tenantId = parseId(resource.replace(/^urn:uuid:/i, ""))
    return tenantId === null ? { kind: "unknown", tenantId } : { kind: "tenant", tenantId }
  }
  return andThen(context.onlyTenant.find(service), (tenantId) =>
    tenantId === null ? { kind: "missing", tenantId } : { kind: "tenant", tenantId },
  )
}

async function refuseTarget(context: ServiceContext, refused: RefusedTarget): Promise<Refusal> {
  const { service, tenantId, kind, client } = refused
  if (kind === "missing") {
    const detail = "resource is missing, and this service does not reach exactly one organisation"
    return refuse("invalid_target", detail, `/services/${service.id}`)
  }
  const address = client.address()
  await context.denials.deny({ reason: "target", serviceId: service.id, tenantId, address })
  return refusalOf({ kind: "not_reached" }, service.id)
}

/**
 * A secret in a URL ends up in the logs of every server on the way: it is refused even when right, so that no one
 * relies on it.
 */
function refuseQuery(context: ServiceContext, query: string, address: string): Refusal {
  if (/(^|&)client_secret=/.test(query)) {
    const nobody = { serviceId: null, tenantId: null }
    context.denials.countHere({ reason: "secret_in_query", ...nobody, address })
  }
  return badRequest("Parameters belong in the body, never in the address")
}

function isForm(contentType: string | undefined): boolean {
  if (contentType === FORM_TYPE) return true
  return contentType?.split(";")[0]?.trim().toLowerCase() === FORM_TYPE
}

const wrongMethod = refuse("method_not_allowed", "Send a POST")
const wrongType = refuse("unsupported_media_type", `The body must be ${FORM_TYPE}`)
const tooLarge = refuse("content_too_large", "The body may have 16 KB at most")

type Reading = { form: Form; client: Client }
type Asked = Reading & { service: KnownService }
type Target =
  | { kind: "tenant"; tenantId: string }
  | { kind: "unknown"; tenantId: string | null }
  | { kind: "missing"; tenantId: null }
type RefusedTarget = Exclude<Target, { kind: "tenant" }> & Omit<Asked, "form">
export type TokenCall = {
  request: IncomingMessage
  /** Null if it was too large. */
  body: string | null
  query: string | null
}
