import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { NAN, vary, write } from "@/keeper/testing/wire-variants"
import { readDiscovery } from "@/keeper/xero/endpoints"
import { judgeIdentity } from "@/keeper/xero/identity"
import { judgeTokenAnswer } from "@/keeper/xero/judge"
import { readKeys } from "@/keeper/xero/signing-keys"
import { parseBody } from "@/keeper/xero/wire"
import { readConnections } from "@/keeper/xero/wire-connections"

export const ISSUER = "https://identity.tenantry.example"
export const CLIENT = "0123456789ABCDEF0123456789ABCDEF"
const USER = "8e8d1b4c-6a7e-4e0f-9d57-0c6b5a3f2e11"
export const TENANT = "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0001"
export const OTHER = "5f1f9a52-7e5f-4c5e-9a43-3d6b5f2b8a11"
export const NOW = 1_790_000_000
export let sign: (claims: object, kid?: string | null) => Promise<string>
export let publicKeys: Record<string, unknown>[]

/** Keys of a made-up Xero, once, before anything is signed. */
export async function makeKeys(): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair("RS256")
  sign = (claims, kid = "k1") =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "RS256", ...(kid === null ? {} : { kid }) })
      .sign(privateKey)
  publicKeys = [{ ...(await exportJWK(publicKey)), kid: "k1", use: "sig", alg: "RS256" }]
}

export const TOKENS = {
  access_token: `x.${Buffer.from(JSON.stringify({ exp: NOW + 900, nbf: NOW })).toString("base64url")}.x`,
  refresh_token: "r-1",
  id_token: "h.p.s",
  expires_in: 1800,
  token_type: "Bearer",
  scope: "openid accounting.reports.read",
}

function judge(status: number, body: string) {
  return judgeTokenAnswer({ kind: "answered", status, headers: new Headers(), body })
}

/** The same reading serves a consent and a refresh: what is missing is filled in by whoever stores it. */
export function tokens(body: string): string {
  const judged = judge(200, body)
  if (judged.kind !== "ok") return judged.kind
  const { accessToken, refreshToken, idToken, expiresInSeconds, scopes } = judged.tokenSet
  const held = [
    accessToken === null ? "no access token" : "access",
    refreshToken === null ? "refresh as before" : refreshToken.replace("\u0000", "␀"),
    idToken === null ? "no id_token" : "id",
  ]
  return `${held.join(" + ")}, ${expiresInSeconds} s, ${scopes?.join(" ") ?? "scopes as asked"}`
}

function errors(body: string): string {
  const judged = judge(400, body)
  return judged.kind === "app_fault" ? `${judged.kind} ${judged.code}` : judged.kind
}

function connections(row: unknown): string {
  const list = readConnections(parseBody(write([row, { id: OTHER, tenantId: OTHER }])))
  const [first, ...more] = list?.connections ?? []
  if (more.length === 0)
    return `reported: ${list?.unreadable.join()}; ${list?.connections.length} stored`
  const { id, authEventId, tenantType, tenantName } = first ?? {}
  return `${id ? "id" : "no id"}, ${authEventId ? "event" : "no event"}, ${tenantType ?? "type as known"}, ${tenantName ?? "name as known"}; 2 stored`
}

export function discovery(body: string): string {
  const read = readDiscovery(new URL(ISSUER), body)
  if (read === null) return "not usable"
  return read.revocation === null ? "usable, nothing can be revoked" : "usable"
}

const ACCESS = { xero_userid: USER, authentication_event_id: OTHER }
export const ID = {
  iss: ISSUER,
  aud: CLIENT,
  nonce: "n-1",
  exp: NOW + 300,
  nbf: NOW,
  xero_userid: USER,
  name: "Alice Doyle",
  given_name: "Alice",
  family_name: "Doyle",
  email: "alice@maple.example",
}

export async function identity(given: {
  id?: object
  access?: object
  idToken?: string | null
  keys?: string
  /** What was read of the keys before. */
  keysBefore?: string
  /** Xero's clock minus this machine's. */
  skew?: number
}) {
  const keySet = readKeys(given.keys ?? write({ keys: publicKeys }))
  const first = given.keysBefore === undefined ? keySet : readKeys(given.keysBefore)
  const payload = Buffer.from(write(given.access ?? ACCESS)).toString("base64url")
  const judged = await judgeIdentity({
    endpoints: { issuer: ISSUER, authorization: "", token: "", jwks: "", revocation: null },
    keys: {
      areInHand: async () => true,
      find: async (_url, _kid, refuted) => (refuted === undefined ? first : keySet),
    },
    clientId: CLIENT,
    accessToken: `h.${payload}.s`,
    idToken: given.idToken === undefined ? await signed(given.id ?? ID) : given.idToken,
    nonce: "n-1",
    clockSkewInSeconds: given.skew ?? NOW - Math.round(Date.now() / 1_000),
  })
  if (judged.kind === "refused") return `refused: ${judged.reason}`
  if (judged.kind === "unreachable") return "asked again: no keys"
  const { xeroUserName, xeroUserEmail, authEventId } = judged
  return `${xeroUserName ?? "name as known"}, ${xeroUserEmail ?? "e-mail as known"}, ${authEventId ? "event" : "no event"}`
}

/** jose writes no NaN. */
function signed(claims: object): Promise<string> {
  const plain = JSON.parse(JSON.stringify(claims).replaceAll(`"${NAN}"`, "null"))
  return sign(plain)
}

export const SHAPES: Record<string, (variant: string) => Promise<string> | string> = {
  ...each("token answer", TOKENS, (body) => tokens(write(body))),
  ...each("error body", { error: "invalid_grant" }, (body) => errors(write(body))),
  ...each("error body (app)", { error: "invalid_client" }, (body) => errors(write(body))),
  ...each("id_token", ID, (id) => identity({ id })),
  ...each("access token", ACCESS, (access) => identity({ access })),
  ...each(
    "connection",
    {
      id: TENANT,
      tenantId: TENANT,
      authEventId: OTHER,
      tenantType: "ORGANISATION",
      tenantName: "Maple",
    },
    connections,
  ),
  ...each(
    "discovery",
    {
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      revocation_endpoint: `${ISSUER}/revocation`,
      jwks_uri: `${ISSUER}/jwks`,
    },
    (body) => discovery(write(body)),
  ),
  ...each("JWKS", { keys: 0 }, ({ keys, ...body }) => {
    const held = keys === 0 ? publicKeys : keys
    return identity({
      keys: write({ ...body, ...(body.KEYS === 0 ? { KEYS: publicKeys } : { keys: held }) }),
    })
  }),
  ...each("key", { kty: "RSA", kid: "k1", use: "sig", alg: "RS256", n: 0, e: 0 }, (key) => {
    const [own] = publicKeys
    const whole = { ...key, ...(key.n === 0 && { n: own?.n }), ...(key.e === 0 && { e: own?.e }) }
    const named = { ...whole, ...(key.N === 0 && { N: own?.n }), ...(key.E === 0 && { E: own?.e }) }
    return identity({ keys: write({ keys: [named, { junk: true }, null] }) })
  }),
}

function each(
  shape: string,
  good: Record<string, unknown>,
  outcome: (body: Record<string, unknown>) => Promise<string> | string,
) {
  return Object.fromEntries(
    Object.keys(good).map((member) => [
      `${shape}: ${member}`,
      (variant: string) => outcome(vary(good, member, variant)),
    ]),
  )
}
