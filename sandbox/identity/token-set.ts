import { createHash, randomBytes } from "node:crypto"
import { CompactSign } from "jose"
import { inTokenOrder } from "@/sandbox/world/scopes"
import type { SigningKey } from "@/sandbox/world/signing-key"
import { type Consent, sandboxNowInSeconds, switchesOf, type World } from "@/sandbox/world/world"

const ID_TOKEN_LIFETIME_IN_SECONDS = 300

/** The token response of a code exchange or a refresh, in Xero's order of keys (docs/xero.md §1.4). */
export async function mintTokenSet(
  world: World,
  { consent, refreshToken, occasion, nonce }: TokenSetOrder,
): Promise<TokenSetBody> {
  const accessToken = await sign(world.signingKey, accessTokenClaims(world, consent))
  const idToken = await mintIdToken(world, { consent, accessToken, occasion, nonce })
  return {
    ...(idToken && { id_token: idToken }),
    access_token: accessToken,
    expires_in: switchesOf(world).accessTokenInSeconds,
    token_type: "Bearer",
    ...(refreshToken && { refresh_token: refreshToken }),
    scope: consent.scopes.join(" "),
  }
}

/** The token response of client credentials: no Xero user, no refresh token (docs/xero.md §5). */
export async function mintAppToken(
  world: World,
  { clientId, scopes }: { clientId: string; scopes: string[] },
): Promise<TokenSetBody> {
  const claims = { ...commonClaims(world, clientId), jti: randomHex(), scope: scopes }
  return {
    access_token: await sign(world.signingKey, claims),
    expires_in: switchesOf(world).accessTokenInSeconds,
    token_type: "Bearer",
    scope: scopes.join(" "),
  }
}

/** Xero's `sub`: 32 lower-case hex digits that are not the Xero user's id (docs/xero.md §2.4). */
export function subjectOf(xeroUserId: string): string {
  return createHash("sha256").update(`sub ${xeroUserId}`).digest("hex").slice(0, 32)
}

/** The claims of the Xero user that a set of scopes opens, in Xero's order (docs/xero.md §2.5). */
function profileClaims(world: World, { xeroUserId, scopes }: Consent): Claims {
  const user = world.xeroUsers.get(xeroUserId)
  if (!user) return {}
  const withProfile = scopes.includes("profile")
  return {
    ...(withProfile && { preferred_username: user.email }),
    ...(scopes.includes("email") && { email: user.email }),
    ...(withProfile && { given_name: user.givenName, family_name: user.familyName }),
  }
}

/** 32 lower-case hex digits, as Xero's `jti`, `sid` and correlation ids. */
export function randomHex(): string {
  return randomBytes(16).toString("hex")
}

function accessTokenClaims(world: World, consent: Consent): Claims {
  return {
    ...commonClaims(world, consent.clientId),
    sub: subjectOf(consent.xeroUserId),
    auth_time: consent.authTimeInSeconds,
    xero_userid: consent.xeroUserId,
    global_session_id: consent.globalSessionId,
    jti: randomHex(),
    authentication_event_id: consent.authEventId,
    scope: inTokenOrder(consent.scopes),
  }
}

/** Those that every access token begins with. */
function commonClaims(world: World, clientId: string): Claims {
  const now = sandboxNowInSeconds(world)
  return {
    nbf: now,
    exp: now + switchesOf(world).accessTokenInSeconds,
    iss: world.issuer,
    aud: `${world.issuer}/resources`,
    client_id: clientId,
  }
}

async function mintIdToken(
  world: World,
  { consent, accessToken, occasion, nonce }: IdTokenOrder,
): Promise<string | null> {
  const { refreshedIdToken } = switchesOf(world)
  if (!consent.scopes.includes("openid")) return null
  if (occasion === "refresh" && refreshedIdToken === "absent") return null
  const withSid = occasion === "code" || refreshedIdToken === "full"
  const now = sandboxNowInSeconds(world)
  return sign(world.signingKey, {
    nbf: now,
    exp: now + ID_TOKEN_LIFETIME_IN_SECONDS,
    iss: world.issuer,
    aud: consent.clientId,
    ...(nonce !== undefined && { nonce }),
    iat: now,
    at_hash: leftHalfHash(accessToken),
    ...(withSid && { sid: consent.globalSessionId }),
    sub: subjectOf(consent.xeroUserId),
    auth_time: consent.authTimeInSeconds,
    xero_userid: consent.xeroUserId,
    global_session_id: consent.globalSessionId,
    ...profileClaims(world, consent),
  })
}

function sign({ privateJwk, kid, x5t }: SigningKey, claims: Claims): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: "RS256", kid, typ: "JWT", x5t })
    .sign(privateJwk)
}

/** OpenID Connect Core 3.1.3.6. */
function leftHalfHash(accessToken: string): string {
  return createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url")
}

type Claims = Record<string, unknown>
type TokenSetOrder = {
  consent: Consent
  refreshToken: string | null
  occasion: "code" | "refresh"
  nonce?: string | undefined
}
type IdTokenOrder = Omit<TokenSetOrder, "refreshToken"> & { accessToken: string }
export type TokenSetBody = {
  id_token?: string
  access_token: string
  expires_in: number
  token_type: "Bearer"
  refresh_token?: string
  scope: string
}
