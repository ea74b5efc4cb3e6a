import { z } from "zod"
import {
  exact,
  exactList,
  guid,
  headerToken,
  lifetime,
  membersOf,
  moment,
  opaqueToken,
  text,
  words,
} from "@/keeper/xero/wire-values"
import { parseJson } from "@/lib/parse-json"

/** RFC 6749 §5.1, with Xero's habits: no refresh token without offline_access, an id_token with openid (docs/xero.md §1.4). */
export const tokenAnswer = membersOf({
  access_token: headerToken,
  expires_in: lifetime,
  refresh_token: opaqueToken,
  id_token: headerToken,
  scope: words,
})

/** RFC 6749 §5.2; Xero sends the code alone (docs/xero.md §1.5). */
const tokenError = membersOf({ error: text })

/** What Tenantry reads of an access token that came straight from the token endpoint (docs/xero.md §2.4). */
export const accessTokenClaims = membersOf({
  xero_userid: guid,
  authentication_event_id: guid,
  exp: moment,
  nbf: moment,
})

/** Issuer, audience, consent and times decide; the rest is only displayed (docs/xero.md §2.5). */
export const idTokenClaims = membersOf({
  iss: exact,
  aud: exactList,
  azp: exact,
  nonce: exact,
  exp: moment,
  nbf: moment,
  xero_userid: guid,
  name: text,
  given_name: text,
  family_name: text,
  preferred_username: text,
  email: text,
})

/** RFC 7515 §4: which key signed a token. */
const jwtHeader = membersOf({ kid: exact })

/** OpenID Connect Discovery §3: what Tenantry needs of it. */
export const discovery = membersOf({
  issuer: exact,
  authorization_endpoint: exact,
  token_endpoint: exact,
  revocation_endpoint: exact,
  jwks_uri: exact,
})

/** RFC 7517 §5: the keys among whatever stands there. One that lacks a part is as good as absent. */
export const jwks = membersOf({
  keys: z
    .unknown()
    .transform((value) =>
      (Array.isArray(value) ? value : [value]).flatMap((one) => jwk.safeParse(one).data ?? []),
    ),
})

/** RFC 7518 §6, of the public half. `use` and `alg` may be absent (RFC 7517 §4), so nothing hangs on them. */
const jwk = membersOf({
  kty: headerToken,
  kid: headerToken,
  n: headerToken,
  e: headerToken,
  crv: headerToken,
  x: headerToken,
  y: headerToken,
}).transform(({ kty, kid, n, e, crv, x, y }): PublicKey[] => {
  if (kty === "RSA" && n !== null && e !== null) return [{ kty, kid, n, e }]
  return kty === "EC" && crv !== null && x !== null && y !== null ? [{ kty, kid, crv, x, y }] : []
})

/**
 * The JSON in a body, also with a byte order mark or what is no JSON number in it; otherwise undefined: a body that is not
 * JSON is evidence, not an exception.
 */
export function parseBody(body: string): unknown {
  const plain = withAllDigits(body.replace(/^\uFEFF/, ""))
  const value = parseJson(plain) ?? parseJson(plain.replace(NO_NUMBER, "$1null"))
  // JSON that was written into JSON.
  return typeof value === "string" ? (parseJson(withAllDigits(value)) ?? value) : value
}

/** Numbers that JavaScript would round become texts. */
function withAllDigits(json: string): string {
  if (!/\d{16}/.test(json)) return json
  return json.replace(LONG_NUMBER, (found) => (found.startsWith('"') ? found : `"${found}"`))
}

/**
 * Reads a token answer that is cut off, has other text around it, is quoted inside something else, or is a form. Undefined
 * if no whole refresh token came: an access token alone would hide that there is a new one.
 */
export function parseTornAnswer(body: string): unknown {
  const plain = withAllDigits(body.replace(ESCAPED_QUOTES, '"'))
  const members = [...plain.matchAll(WHOLE_MEMBER)].map(([, name = "", value = ""]) => [
    name.toLowerCase().replace(/_?(?=(?:token|in)$)/, "_"),
    parseJson(value),
  ])
  const isForm = /^\s*\w+=/.test(body) && body.includes("refresh_token=")
  const found = Object.fromEntries(isForm ? new URLSearchParams(body.trim()) : members)
  return typeof found.refresh_token === "string" ? found : undefined
}

/** The error code in a body, in lower case; in a form too. Undefined where there is none. */
export function errorCodeOf(body: string): string | undefined {
  const form = /^\s*error=/.test(body) ? Object.fromEntries(new URLSearchParams(body.trim())) : null
  return tokenError.safeParse(parseBody(body) ?? form).data?.error?.toLowerCase()
}

/** The claims of a JWT, not verified; null if it is not a JWT. */
export function decodeClaims(jwt: string | null): unknown {
  return decodePart(jwt, 1)
}

/** The signing key that a JWT names (RFC 7515 §4.1.4); "" if it names none. */
export function keyIdOf(jwt: string | null): string {
  return jwtHeader.safeParse(decodePart(jwt, 0)).data?.kid ?? ""
}

function decodePart(jwt: string | null, part: 0 | 1): unknown {
  return parseBody(Buffer.from(jwt?.split(".")[part] ?? "", "base64url").toString("utf8"))
}

/** What some JSON writers write for a value that is not a number. */
const NO_NUMBER = /([:[,]\s*)-?(?:NaN|Infinity)\b/g

/** Quotation marks as JSON writes them inside a text, once or several times over, and as HTML does. */
const ESCAPED_QUOTES = /\\{1,7}"|&(?:quot|#0*34|#x0*22);/gi

const WHOLE_MEMBER =
  /"(access_?token|refresh_?token|id_?token|expires_?in|scope)"\s*:\s*("(?:[^"\\]|\\.)*"|\d+(?=\s*[,}]))/gi

/** Outside of texts, which are found first. */
const LONG_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])\d{16,}(?![\d.eE])/g

/** Of RSA or EC; `kid` is null where Xero gives none. */
export type PublicKey = { kty: string; kid: string | null } & Record<string, string | null>
