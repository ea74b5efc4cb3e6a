import { z } from "zod"
import { type Refused, refused } from "@/keeper/sso/refused"
import type { SsoRefusal } from "@/lib/contract/sso-operations"
import { isBlank } from "@/lib/text"

/** How far the clocks of the issuer and of the database may differ. */
export const CLOCK_TOLERANCE_IN_SECONDS = 60
const LONGEST_UNDER_WAY_IN_SECONDS = 10 * 60
const EVENT = "http://schemas.openid.net/event/backchannel-logout"

// A row can hold it, and it can be seen.
const id = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((text) => !isBlank(text) && !/[\p{Cc}\p{Surrogate}]/u.test(text))
const subject = id(255)
// Until the year 5138: what is later is no time.
const time = z.number().min(0).max(100_000_000_000)
const COMMON = z.object({
  iss: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  exp: time.optional(),
  nbf: time.optional(),
  iat: time.optional(),
})
const ID_TOKEN = COMMON.extend({
  sub: z.unknown().optional(),
  nonce: z.unknown().optional(),
  azp: z.string().optional(),
  auth_time: time.optional().catch(undefined),
  sid: id(500).optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  email_verified: z.unknown().optional(),
  /** Entra ID: the owner of the address's domain has been verified. */
  xms_edov: z.unknown().optional(),
}).loose()
const LOGOUT_TOKEN = COMMON.extend({
  jti: z.string().min(1).max(500),
  sub: subject.optional(),
  sid: id(500).optional(),
  nonce: z.undefined().optional(),
  events: z.object({ [EVENT]: z.looseObject({}) }),
})

/**
 * An id_token's claims once its signature is known to be the issuer's (OpenID Connect Core 1.0 §3.1.3.7): issuer,
 * audience, times, nonce and subject.
 */
export function judgeIdToken(claims: unknown, expected: Expected & { nonce: string }): Judged {
  const read = ID_TOKEN.safeParse(claims)
  if (!read.success) return refused("no_id_token")
  const { data } = read
  const objection = objectionTo(data, expected)
  if (objection !== null) return refused(objection)
  const isForSeveral = Array.isArray(data.aud) && data.aud.length > 1
  if ((isForSeveral || data.azp !== undefined) && data.azp !== expected.clientId)
    return refused("other_audience")
  if (data.nonce !== expected.nonce) return refused("other_nonce")
  const sub = subject.safeParse(data.sub)
  if (!sub.success) return refused("no_subject")
  return { kind: "claims", claims: { ...data, sub: sub.data } }
}

/** A logout token's claims, likewise (OpenID Connect Back-Channel Logout 1.0 §2.6), or null. It is about now. */
export function judgeLogoutToken(claims: unknown, expected: Expected): LogoutClaims | null {
  const { data } = LOGOUT_TOKEN.safeParse(claims)
  if (data === undefined || objectionTo(data, expected) !== null) return null
  const { jti, sub = null, sid = null, exp = 0, iat = 0 } = data
  if (iat + LONGEST_UNDER_WAY_IN_SECONDS < expected.nowInSeconds) return null
  return sub === null && sid === null ? null : { jti, sub, sid, exp }
}

function objectionTo(claims: z.output<typeof COMMON>, expected: Expected): SsoRefusal | null {
  const { iss, aud, exp, nbf, iat } = claims
  if (iss !== expected.issuer) return "other_token_issuer"
  if (![aud].flat().includes(expected.clientId)) return "other_audience"
  const now = expected.nowInSeconds
  if (exp === undefined || iat === undefined) return "expired"
  if (exp + CLOCK_TOLERANCE_IN_SECONDS <= now) return "expired"
  return Math.max(nbf ?? iat, iat) - CLOCK_TOLERANCE_IN_SECONDS > now ? "expired" : null
}

type Expected = { issuer: string; clientId: string; nowInSeconds: number }
type Judged = { kind: "claims"; claims: IdClaims } | Refused
export type IdClaims = z.output<typeof ID_TOKEN> & { sub: string }
export type LogoutClaims = { jti: string; sub: string | null; sid: string | null; exp: number }
