import type Provider from "oidc-provider"
import { errors } from "oidc-provider"
import {
  type Answerer,
  htmlAnswer,
  redirectAnswer,
  type SandboxAnswer,
  type SandboxRequest,
} from "@/sandbox/http/answers"
import { replayExchange } from "@/sandbox/identity/ask-provider"
import { CONSENT_PATH } from "@/sandbox/identity/paths"
import { giveConsent } from "@/sandbox/login/give-consent"
import { consentPage, errorPage, userPickerPage } from "@/sandbox/login/screens"
import { isAtConnectionCap, listConnectable, listConnections } from "@/sandbox/world/connections"
import { splitScopes } from "@/sandbox/world/scopes"
import type { Organisation, World, XeroUser } from "@/sandbox/world/world"

const REMEMBER_COOKIE = "sandbox_xero_user"
const THIRTY_DAYS_IN_SECONDS = 30 * 24 * 60 * 60

/** The consent screens under `/identity/consent/{uid}`: pick a person, then allow, continue or cancel. */
export function createConsentScreens(parts: Parts): Answerer {
  const chosenUsers = new Map<string, string>()
  return async (request) => {
    const trip = await findTrip(parts.provider, request)
    const [uid, step = ""] = request.url.pathname.slice(CONSENT_PATH.length + 1).split("/")
    if (!trip || trip.uid !== uid) {
      return htmlAnswer(500, errorPage("invalid_request : This consent is over or has expired"))
    }
    const isPost = request.method === "POST"
    if (isPost && step === "user") return chooseUser(chosenUsers, uid, request)
    if (isPost && step === "switch") return switchUser(chosenUsers, uid)
    return showOrAnswer({ ...parts, request, trip }, chosenUsers.get(uid))
  }
}

function showOrAnswer(screen: Screen, chosenUser: string | undefined): Promise<SandboxAnswer> {
  const { world, request, trip } = screen
  const user = findUser(world, chosenUser ?? rememberedUser(request))
  if (!user) {
    const users = [...world.xeroUsers.values()]
    return Promise.resolve(htmlAnswer(200, userPickerPage({ uid: trip.uid, users })))
  }
  if (request.method === "POST") return answerChoice({ ...screen, user })
  return Promise.resolve(showConsent({ world, trip, user, notice: null }))
}

function findUser(world: World, xeroUserId: string | undefined): XeroUser | null {
  return world.xeroUsers.get(xeroUserId ?? "") ?? null
}

function chooseUser(
  chosenUsers: Map<string, string>,
  uid: string,
  request: SandboxRequest,
): SandboxAnswer {
  const form = new URLSearchParams(request.body)
  const xeroUserId = form.get("xeroUserId") ?? ""
  chosenUsers.set(uid, xeroUserId)
  const remembered = form.get("remember") === "true"
  return redirectAnswer(`${CONSENT_PATH}/${uid}`, {
    ...(remembered && { "set-cookie": rememberCookie(xeroUserId, THIRTY_DAYS_IN_SECONDS) }),
  })
}

function switchUser(chosenUsers: Map<string, string>, uid: string): SandboxAnswer {
  chosenUsers.set(uid, "")
  return redirectAnswer(`${CONSENT_PATH}/${uid}`, { "set-cookie": rememberCookie("", 0) })
}

async function answerChoice(choice: Choice): Promise<SandboxAnswer> {
  const { world, provider, request, trip, user } = choice
  const form = new URLSearchParams(request.body)
  const tenantIds = form.getAll("tenantId").filter(Boolean)
  const action = form.get("action")
  if (action === "cancel") return finish(provider, request, { error: "access_denied" })
  const refusal =
    action === "continue"
      ? refuseContinue(world, user)
      : refuseAllow(world, { user, tenantIds, bulk: trip.bulk })
  if (refusal !== null) return showConsent({ world, trip, user, notice: refusal })
  const grantId = await giveConsent(world, provider, {
    xeroUserId: user.xeroUserId,
    scopes: trip.scopes,
    tenantIds: action === "continue" ? [] : tenantIds,
  })
  const login = { accountId: user.xeroUserId, remember: false }
  return finish(provider, request, { login, consent: { grantId } })
}

function refuseContinue(world: World, user: XeroUser): string | null {
  const connected = listConnections(world, user.xeroUserId)
  return connected.length > 0 ? null : "There is no connected organisation to continue with."
}

function refuseAllow(
  world: World,
  { user, tenantIds, bulk }: { user: XeroUser; tenantIds: string[]; bulk: boolean },
): string | null {
  const connectable = new Set(
    listConnectable(world, user.xeroUserId).map(({ tenantId }) => tenantId),
  )
  if (tenantIds.length === 0) return "Select an organisation first."
  if (tenantIds.length > 1 && !bulk) return "Select one organisation."
  if (!tenantIds.every((tenantId) => connectable.has(tenantId))) {
    return "This person cannot connect that organisation now."
  }
  const hasRoom = !isAtConnectionCap(world, tenantIds.length - 1)
  return hasRoom ? null : "The app has as many connections as its plan allows."
}

function showConsent({ world, trip, user, notice }: ShownConsent): SandboxAnswer {
  const connected = listConnections(world, user.xeroUserId).flatMap(
    ({ tenantId }): Organisation[] | Organisation => world.organisations.get(tenantId) ?? [],
  )
  const screen = {
    ...trip,
    user,
    connected,
    connectable: listConnectable(world, user.xeroUserId),
    atCap: isAtConnectionCap(world),
    notice,
  }
  return htmlAnswer(notice === null ? 200 : 422, consentPage(screen))
}

async function finish(
  provider: Provider,
  request: SandboxRequest,
  result: Parameters<Provider["interactionResult"]>[2],
): Promise<SandboxAnswer> {
  const { replay, captured } = replayExchange(request)
  return redirectAnswer(await provider.interactionResult(replay, captured, result))
}

/** Null when the browser has no consent under way: expired, answered, or another browser. */
async function findTrip(provider: Provider, request: SandboxRequest): Promise<Trip | null> {
  const { replay, captured } = replayExchange(request)
  try {
    const { uid, params } = await provider.interactionDetails(replay, captured)
    const scopes = splitScopes(String(params.requested_scope ?? ""))
    return { uid, scopes, bulk: params.bulk_connect === "true" }
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return null
    throw error
  }
}

function rememberedUser({ headers }: SandboxRequest): string | undefined {
  return new RegExp(`(?:^|; )${REMEMBER_COOKIE}=([^;]+)`).exec(headers.cookie ?? "")?.[1]
}

function rememberCookie(xeroUserId: string, maxAgeInSeconds: number): string {
  const value = encodeURIComponent(xeroUserId)
  return `${REMEMBER_COOKIE}=${value}; Path=/identity; Max-Age=${maxAgeInSeconds}; HttpOnly; SameSite=Lax`
}

type Parts = { world: World; provider: Provider }
type Trip = { uid: string; scopes: string[]; bulk: boolean }
type Screen = Parts & { request: SandboxRequest; trip: Trip }
type Choice = Screen & { user: XeroUser }
type ShownConsent = { world: World; trip: Trip; user: XeroUser; notice: string | null }
