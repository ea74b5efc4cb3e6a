import type Provider from "oidc-provider"
import { errors } from "oidc-provider"
import {
  htmlAnswer,
  redirectAnswer,
  type SandboxAnswer,
  type SandboxRequest,
} from "@/sandbox/http/answers"
import { replayExchange } from "@/sandbox/identity/ask-provider"
import { CONSENT_PATH } from "@/sandbox/identity/paths"
import { giveConsent } from "@/sandbox/login/give-consent"
import { consentPage, errorPage, userPickerPage } from "@/sandbox/login/screens"
import { findApp } from "@/sandbox/world/apps"
import { isAtConnectionCap, listConnectable, listConnections } from "@/sandbox/world/connections"
import { splitScopes } from "@/sandbox/world/scopes"
import type { Organisation, World, XeroUser } from "@/sandbox/world/world"

const CHOSEN_COOKIE = "sandbox_chosen_user"
const REMEMBER_COOKIE = "sandbox_xero_user"
const THIRTY_DAYS_IN_SECONDS = 30 * 24 * 60 * 60

/** The consent screens under `/identity/consent/{uid}`: pick a person, then allow, continue or cancel. */
export async function answerConsent(
  { world, provider }: Parts,
  request: SandboxRequest,
): Promise<SandboxAnswer> {
  const trip = await findTrip({ world, provider }, request)
  const [uid, step = ""] = request.url.pathname.slice(CONSENT_PATH.length + 1).split("/")
  if (!trip || trip.uid !== uid) {
    return htmlAnswer(500, errorPage("invalid_request : This consent is over or has expired"))
  }
  const isPost = request.method === "POST"
  if (isPost && step === "user") return chooseUser(uid, request)
  if (isPost && step === "switch") return switchUser(uid)
  // The choice is empty after *switch user*; then no one is remembered either.
  const chosen = readCookie(request, CHOSEN_COOKIE) ?? readCookie(request, REMEMBER_COOKIE)
  const user = world.xeroUsers.get(chosen ?? "")
  if (!user)
    return htmlAnswer(200, userPickerPage({ ...trip, users: [...world.xeroUsers.values()] }))
  if (isPost) return answerChoice({ world, provider, request, trip, user })
  return showConsent({ world, trip, user, notice: null })
}

function chooseUser(uid: string, request: SandboxRequest): SandboxAnswer {
  const form = new URLSearchParams(request.body)
  const xeroUserId = form.get("xeroUserId") ?? ""
  const remember = form.get("remember") === "true"
  return redirectAnswer(`${CONSENT_PATH}/${uid}`, {
    "set-cookie": [
      chosenCookie(uid, xeroUserId),
      ...(remember ? [rememberCookie(xeroUserId, THIRTY_DAYS_IN_SECONDS)] : []),
    ],
  })
}

function switchUser(uid: string): SandboxAnswer {
  return redirectAnswer(`${CONSENT_PATH}/${uid}`, {
    "set-cookie": [chosenCookie(uid, ""), rememberCookie("", 0)],
  })
}

async function answerChoice(choice: Choice): Promise<SandboxAnswer> {
  const { world, provider, request, trip, user } = choice
  const form = new URLSearchParams(request.body)
  const tenantIds = form.getAll("tenantId").filter(Boolean)
  const action = form.get("action")
  if (action === "cancel") return finish(provider, request, { error: "access_denied" })
  const refusal =
    action === "continue"
      ? refuseContinue(world, trip, user)
      : refuseAllow(world, { user, tenantIds, trip })
  if (refusal !== null) return showConsent({ world, trip, user, notice: refusal })
  const grantId = await giveConsent(world, provider, {
    clientId: trip.clientId,
    xeroUserId: user.xeroUserId,
    scopes: trip.scopes,
    tenantIds: action === "continue" ? [] : tenantIds,
  })
  const login = { accountId: user.xeroUserId, remember: false }
  return finish(provider, request, { login, consent: { grantId } })
}

function refuseContinue(world: World, trip: Trip, user: XeroUser): string | null {
  const connected = listConnections(world, ofTrip(trip, user))
  return connected.length > 0 ? null : "There is no connected organisation to continue with."
}

function refuseAllow(
  world: World,
  { user, tenantIds, trip }: { user: XeroUser; tenantIds: string[]; trip: Trip },
): string | null {
  const connectable = new Set(
    listConnectable(world, ofTrip(trip, user)).map(({ tenantId }) => tenantId),
  )
  if (tenantIds.length === 0) return "Select an organisation first."
  if (tenantIds.length > 1 && !trip.bulk) return "Select one organisation."
  if (!tenantIds.every((tenantId) => connectable.has(tenantId))) {
    return "This person cannot connect that organisation now."
  }
  const hasRoom = !isAtConnectionCap(world, trip.clientId, tenantIds.length - 1)
  return hasRoom ? null : "The app has as many connections as its plan allows."
}

function showConsent({ world, trip, user, notice }: ShownConsent): SandboxAnswer {
  const connected = listConnections(world, ofTrip(trip, user)).flatMap(
    ({ tenantId }): Organisation[] | Organisation => world.organisations.get(tenantId) ?? [],
  )
  const screen = {
    ...trip,
    user,
    connected,
    connectable: listConnectable(world, ofTrip(trip, user)),
    atCap: isAtConnectionCap(world, trip.clientId),
    notice,
  }
  return htmlAnswer(notice === null ? 200 : 422, consentPage(screen))
}

function ofTrip({ clientId }: Trip, { xeroUserId }: XeroUser) {
  return { clientId, xeroUserId }
}

async function finish(
  provider: Provider,
  request: SandboxRequest,
  result: Parameters<Provider["interactionResult"]>[2],
): Promise<SandboxAnswer> {
  const { replay, captured } = replayExchange(request)
  return redirectAnswer(await provider.interactionResult(replay, captured, result))
}

/** Null if this browser has no consent under way: it expired, was answered, or began in another browser. */
async function findTrip({ world, provider }: Parts, request: SandboxRequest): Promise<Trip | null> {
  const { replay, captured } = replayExchange(request)
  try {
    const { uid, params } = await provider.interactionDetails(replay, captured)
    const scopes = splitScopes(String(params.requested_scope ?? ""))
    const clientId = String(params.client_id ?? "")
    const appName = findApp(world, clientId)?.name ?? ""
    return { uid, clientId, appName, scopes, bulk: params.bulk_connect === "true" }
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return null
    throw error
  }
}

function readCookie({ headers }: SandboxRequest, name: string): string | undefined {
  return new RegExp(`(?:^|; )${name}=([^;]*)`).exec(headers.cookie ?? "")?.[1]
}

function chosenCookie(uid: string, xeroUserId: string): string {
  const value = encodeURIComponent(xeroUserId)
  return `${CHOSEN_COOKIE}=${value}; Path=${CONSENT_PATH}/${uid}; HttpOnly; SameSite=Lax`
}

function rememberCookie(xeroUserId: string, maxAgeInSeconds: number): string {
  const value = encodeURIComponent(xeroUserId)
  return `${REMEMBER_COOKIE}=${value}; Path=/identity; Max-Age=${maxAgeInSeconds}; HttpOnly; SameSite=Lax`
}

type Parts = { world: World; provider: Provider }
type Trip = { uid: string; clientId: string; appName: string; scopes: string[]; bulk: boolean }
type Choice = Parts & { request: SandboxRequest; trip: Trip; user: XeroUser }
type ShownConsent = { world: World; trip: Trip; user: XeroUser; notice: string | null }
