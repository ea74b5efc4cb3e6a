import type Provider from "oidc-provider"
import {
  type Answerer,
  htmlAnswer,
  type SandboxAnswer,
  type SandboxRequest,
} from "@/sandbox/http/answers"
import { askProvider } from "@/sandbox/identity/ask-provider"
import { AUTHORIZE_PATH, CONSENT_PATH } from "@/sandbox/identity/paths"
import { randomHex } from "@/sandbox/identity/token-set"
import { APPS_PATH, answerApps } from "@/sandbox/login/apps-page"
import { answerConsent } from "@/sandbox/login/consent"
import { errorPage, frontPage } from "@/sandbox/login/screens"
import { splitScopes } from "@/sandbox/world/scopes"
import { switchesOf, type World } from "@/sandbox/world/world"

/** The origin a person sees, as login.xero.com: the authorize endpoint and the consent screens. */
export function loginOrigin({ world, provider }: { world: World; provider: Provider }): Answerer {
  return (request) => {
    const { pathname } = request.url
    if (pathname === AUTHORIZE_PATH && request.method === "GET") {
      return authorize(world, provider, request)
    }
    if (pathname.startsWith(`${AUTHORIZE_PATH}/`)) return resume(world, provider, request)
    if (pathname.startsWith(`${CONSENT_PATH}/`)) return answerConsent({ world, provider }, request)
    if (pathname === APPS_PATH) return answerApps(world, request)
    if (pathname === "/") return htmlAnswer(200, frontPage(world))
    return htmlAnswer(404, errorPage("not_found : There is nothing at this address"))
  }
}

/** Xero asks for consent every time, and ignores OpenID Connect details that oidc-provider would refuse. */
async function authorize(
  world: World,
  provider: Provider,
  request: SandboxRequest,
): Promise<SandboxAnswer> {
  const url = new URL(request.url)
  const query = url.searchParams
  const scope = query.get("scope") ?? ""
  const refusesPlus = switchesOf(world).scopePlus === "rejected"
  const spacesArePlus = /[?&]scope=[^&]*\+/.test(url.search)
  query.set("requested_scope", refusesPlus && spacesArePlus ? "" : scope)
  query.set("prompt", "consent")
  if (!query.get("client_id")) query.set("client_id", "none given")
  if (query.get("acr_values") === "bulk_connect:true") query.set("bulk_connect", "true")
  query.delete("acr_values")
  for (const name of ["response_mode", "id_token_hint"]) query.delete(name)
  if (!splitScopes(scope).includes("openid")) query.delete("nonce")
  return orErrorPage(await askProvider(provider, { ...request, url }))
}

/** Back from the consent screens: oidc-provider redirects to the app, in Xero's form. */
async function resume(
  world: World,
  provider: Provider,
  request: SandboxRequest,
): Promise<SandboxAnswer> {
  const answer = orErrorPage(await askProvider(provider, request))
  if (answer.kind === "cut" || typeof answer.headers.location !== "string") return answer
  const callback = new URL(answer.headers.location, request.url)
  const query = callback.searchParams
  query.delete("iss")
  query.delete("error_description")
  if (query.has("code") && switchesOf(world).callbackExtras) {
    const code = await provider.AuthorizationCode.find(query.get("code") ?? "")
    query.set("scope", code?.scope ?? "")
    query.set("session_state", `${randomHex()}.${randomHex()}`)
  }
  return { ...answer, headers: { ...answer.headers, location: callback.href } }
}

/** A bad request never comes back to the app: Xero shows its own page (docs/xero.md §1.3). */
function orErrorPage(answer: SandboxAnswer): SandboxAnswer {
  if (answer.kind === "cut" || answer.status < 400) return answer
  const isFailure = String(answer.headers["content-type"]).startsWith("application/json")
  const failure: Failure = isFailure ? JSON.parse(answer.body) : { error: "invalid_request" }
  return htmlAnswer(500, errorPage(wordingOf(failure)))
}

function wordingOf({ error, error_description }: Failure): string {
  switch (error) {
    case "invalid_client":
      return "unauthorized_client : Unknown client or client not enabled"
    case "invalid_redirect_uri":
      return "invalid_request : Invalid redirect_uri"
    case "invalid_scope":
      return "unauthorized_client : Invalid scope for client"
    default:
      return [error, error_description].filter(Boolean).join(" : ")
  }
}

type Failure = { error: string; error_description?: string }
