import { type Endpoints, isSameIssuer } from "@/keeper/xero/endpoints"
import type { KeySet, SigningKeys } from "@/keeper/xero/signing-keys"
import { verifySignature } from "@/keeper/xero/verify-signature"
import { accessTokenClaims, decodeClaims, idTokenClaims, keyIdOf } from "@/keeper/xero/wire"

const CLOCK_TOLERANCE_IN_SECONDS = 60

/**
 * Who consented: the id_token's signature, issuer, audience, nonce and times are checked (OpenID Connect Core §3.1.3.7),
 * the times by this machine's clock or, `clockSkewInSeconds` away, by Xero's, with 60 s tolerance; it must not name another Xero
 * user than the access token, which also carries the consent's event id (docs/xero.md §2.4). Nothing else stops a
 * consent: claims that are only displayed may be missing or odd.
 */
export async function judgeIdentity(request: IdentityRequest): Promise<IdentityJudgement> {
  if (request.idToken === null) return refused("no_id_token")
  const id = await readIdToken(request.idToken, request)
  if (id === "unreachable") return { kind: "unreachable" }
  if (id === null) return refused("signature")
  const objection = objectionTo(id, request)
  if (objection !== null) return refused(objection)
  // Read but not verified: it came directly from the token endpoint over TLS and only selects rows of our own.
  const access = accessTokenClaims.safeParse(decodeClaims(request.accessToken)).data
  const xeroUserId = id.xero_userid ?? access?.xero_userid ?? null
  if (xeroUserId === null) return refused("no_xero_user")
  if ((access?.xero_userid ?? xeroUserId) !== xeroUserId) return refused("two_xero_users")
  return {
    kind: "ok",
    xeroUserId,
    ...namesIn(id),
    xeroUserEmail: id.email,
    authEventId: access?.authentication_event_id ?? null,
  }
}

/**
 * Whose chain a refresh continued that was begun elsewhere. The access token says it: it came straight from the token
 * endpoint over TLS. An id_token may be missing or lack claims after a refresh (docs/xero.md §1.4), and its nonce is not
 * ours; where its signature, issuer and audience are right it adds the names.
 */
export async function judgeRefreshedIdentity(
  request: Omit<IdentityRequest, "nonce" | "clockSkewInSeconds">,
): Promise<IdentityJudgement> {
  const access = accessTokenClaims.safeParse(decodeClaims(request.accessToken)).data
  const id = await readRefreshed(request)
  if (id === "unreachable") return { kind: "unreachable" }
  const xeroUserId = access?.xero_userid ?? id?.xero_userid ?? null
  if (xeroUserId === null) return refused("no_xero_user")
  if ((id?.xero_userid ?? xeroUserId) !== xeroUserId) return refused("two_xero_users")
  return {
    kind: "ok",
    xeroUserId,
    ...(id === null ? NO_NAMES : namesIn(id)),
    xeroUserEmail: id?.email ?? null,
    authEventId: access?.authentication_event_id ?? null,
  }
}

/** The claims of an id_token that is the issuer's and for this app; null where there is none. */
async function readRefreshed(
  request: Pick<IdentityRequest, "idToken" | "keys" | "endpoints" | "clientId">,
): Promise<IdClaims | "unreachable" | null> {
  const { idToken, endpoints, clientId } = request
  const id = idToken === null ? null : await readIdToken(idToken, request)
  if (id === null || id === "unreachable") return id
  return isSameIssuer(id.iss ?? "", endpoints.issuer) && id.aud.includes(clientId) ? id : null
}

/**
 * The claims; null if no key of the issuer signed it. Before that is said the keys are read anew: a new one may stand under the
 * old one's id.
 */
async function readIdToken(
  idToken: string,
  from: Pick<IdentityRequest, "keys" | "endpoints">,
  refuted?: KeySet,
): Promise<IdClaims | "unreachable" | null> {
  const keySet = await from.keys.find(from.endpoints.jwks, keyIdOf(idToken), refuted)
  if (keySet === null) return "unreachable"
  const claims = await verifySignature(idToken, keySet)
  if (claims === null && refuted === undefined) return readIdToken(idToken, from, keySet)
  return idTokenClaims.safeParse(claims).data ?? null
}

const NO_NAMES = { xeroUserName: null, provisionalName: null }

function namesIn(id: IdClaims): Pick<Identity, "xeroUserName" | "provisionalName"> {
  const { given_name: given, family_name: family } = id
  return {
    xeroUserName: id.name ?? (given && family ? `${given} ${family}` : null),
    provisionalName: given ?? family ?? id.preferred_username ?? id.email,
  }
}

function objectionTo(id: IdClaims, request: IdentityRequest): IdentityObjection | null {
  const { endpoints, clientId, nonce, clockSkewInSeconds } = request
  if (!isSameIssuer(id.iss ?? "", endpoints.issuer)) return "issuer"
  const isOurs = (one: string | null) => one?.toUpperCase() === clientId.toUpperCase()
  if (!id.aud.some(isOurs) || (id.aud.length > 1 && !isOurs(id.azp))) return "audience"
  if (id.nonce !== nonce) return "nonce"
  const ours = Date.now() / 1_000
  return [ours + clockSkewInSeconds, ours].some((now) => isInTime(id, now)) ? null : "time"
}

function isInTime({ exp, nbf }: IdClaims, now: number): boolean {
  const isOver = exp !== null && exp + CLOCK_TOLERANCE_IN_SECONDS <= now
  return !isOver && (nbf === null || nbf - CLOCK_TOLERANCE_IN_SECONDS <= now)
}

function refused(reason: IdentityObjection): IdentityJudgement {
  return { kind: "refused", reason }
}

type IdClaims = NonNullable<ReturnType<typeof idTokenClaims.safeParse>["data"]>
/** Why the chain's Xero user cannot be determined. */
export type IdentityObjection =
  | "no_id_token"
  | "signature"
  | "issuer"
  | "audience"
  | "nonce"
  | "time"
  | "no_xero_user"
  | "two_xero_users"
export type IdentityRequest = {
  endpoints: Endpoints
  keys: SigningKeys
  clientId: string
  accessToken: string | null
  idToken: string | null
  nonce: string
  clockSkewInSeconds: number
}
export type Identity = {
  xeroUserId: string
  /** Null if Xero did not say it whole. */
  xeroUserName: string | null
  /** What stands in for a name that is not known: a part of it, or an address. */
  provisionalName: string | null
  xeroUserEmail: string | null
  authEventId: string | null
}
export type IdentityJudgement =
  | ({ kind: "ok" } & Identity)
  | { kind: "refused"; reason: IdentityObjection }
  | { kind: "unreachable" }
