import * as oauth from "oauth4webapi"
import type { Endpoints } from "@/keeper/xero/endpoints"
import type { SigningKeys } from "@/keeper/xero/signing-keys"
import { accessTokenClaims, idTokenClaims, jwtHeader, parseJson } from "@/keeper/xero/wire"

const CLOCK_TOLERANCE_IN_SECONDS = 60

/** RFC 6749 §4.1.1 with PKCE S256 (RFC 7636) and a nonce. Spaces as %20: `+` in scopes has been refused (docs/xero.md §1.3). */
export async function buildAuthorizationUrl(request: AuthorizationRequest): Promise<string> {
  const url = new URL(request.endpoint)
  const parameters = new URLSearchParams({
    response_type: "code",
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(" "),
    state: request.state,
    nonce: request.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(request.verifier),
    code_challenge_method: "S256",
  })
  url.search = parameters.toString().replaceAll("+", "%20")
  return url.href
}

/** Random values for one consent: state, nonce and PKCE verifier, each with 256 bits. */
export function makeConsentSecrets(): { state: string; nonce: string; verifier: string } {
  return {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
  }
}

/**
 * Who consented: the id_token's issuer, audience, signature, nonce and times are checked (OpenID Connect Core §3.1.3.7,
 * 60 s tolerance on top of `clockSkewInSeconds`, Xero's clock minus this machine's), and it must name the same
 * Xero user as the access token, which also carries the consent's event id (docs/xero.md §2.4).
 */
export async function judgeIdentity(request: IdentityRequest): Promise<IdentityJudgement> {
  const access = accessTokenClaims.safeParse(decodeClaims(request.accessToken))
  if (!access.success) return { kind: "refused", reason: "the access token names no Xero user" }
  const verified = await verifyIdToken(request)
  if (verified.kind !== "verified") return verified
  const id = idTokenClaims.safeParse(verified.claims)
  if (!id.success || id.data.xero_userid.toLowerCase() !== access.data.xero_userid.toLowerCase()) {
    return { kind: "refused", reason: "the id_token names another Xero user than the access token" }
  }
  const { name, given_name, family_name, preferred_username, email } = id.data
  const fullName = [given_name, family_name].filter(Boolean).join(" ")
  return {
    kind: "ok",
    xeroUserId: access.data.xero_userid.toLowerCase(),
    xeroUserName: name || fullName || preferred_username || email || "A Xero user",
    xeroUserEmail: email ?? null,
    authEventId: access.data.authentication_event_id?.toLowerCase() ?? null,
  }
}

async function verifyIdToken(request: IdentityRequest): Promise<Verified> {
  const { endpoints, clientId, keys } = request
  const client: oauth.Client = {
    client_id: clientId,
    [oauth.clockSkew]: request.clockSkewInSeconds,
    [oauth.clockTolerance]: CLOCK_TOLERANCE_IN_SECONDS,
  }
  const keySet = await keys.find(endpoints.jwks, keyIdOf(request.idToken))
  if (keySet === null) return { kind: "unreachable" }
  // A copy, because the library remembers the keys of each: they are remembered in one place.
  const server = { ...endpoints.server }
  const response = Response.json({
    access_token: request.accessToken,
    token_type: "Bearer",
    id_token: request.idToken ?? undefined,
  })
  return oauth
    .processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: request.nonce,
      requireIdToken: true,
    })
    .then(async (result) => {
      await oauth.validateApplicationLevelSignature(server, response, {
        [oauth.customFetch]: async () => new Response(keySet),
        [oauth.allowInsecureRequests]: server.issuer.startsWith("http:"),
      })
      return { kind: "verified" as const, claims: oauth.getValidatedIdTokenClaims(result) }
    })
    .catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : "the id_token does not hold"
      return { kind: "refused" as const, reason }
    })
}

/** Read, not verified: it came straight from the token endpoint over TLS, and routes nothing but our own rows. */
function decodeClaims(jwt: string): unknown {
  return decodePart(jwt.split(".")[1])
}

/** The signing key that a JWT names (RFC 7515 §4.1.4); "" where it names none. */
function keyIdOf(jwt: string | null): string {
  return jwtHeader.safeParse(decodePart(jwt?.split(".")[0])).data?.kid ?? ""
}

function decodePart(part = ""): unknown {
  return parseJson(Buffer.from(part, "base64url").toString("utf8"))
}

export type AuthorizationRequest = {
  endpoint: string
  clientId: string
  redirectUri: string
  scopes: string[]
  state: string
  nonce: string
  verifier: string
}
export type IdentityRequest = {
  endpoints: Endpoints
  keys: SigningKeys
  clientId: string
  accessToken: string
  idToken: string | null
  nonce: string
  clockSkewInSeconds: number
}
export type Identity = {
  xeroUserId: string
  xeroUserName: string
  xeroUserEmail: string | null
  authEventId: string | null
}
export type IdentityJudgement =
  | ({ kind: "ok" } & Identity)
  | { kind: "refused"; reason: string }
  | { kind: "unreachable" }
type Verified =
  | { kind: "verified"; claims: unknown }
  | { kind: "refused"; reason: string }
  | { kind: "unreachable" }
