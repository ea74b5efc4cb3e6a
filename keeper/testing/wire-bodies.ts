import {
  discovery,
  ID,
  ISSUER,
  identity,
  OTHER,
  publicKeys,
  sign,
  TENANT,
  TOKENS,
} from "@/keeper/testing/wire-shapes"
import { write } from "@/keeper/testing/wire-variants"
import { parseBody } from "@/keeper/xero/wire"
import { readAppConnections } from "@/keeper/xero/wire-app-connections"
import { readConnections } from "@/keeper/xero/wire-connections"

const DEEP = `${"[".repeat(30_000)}${"]".repeat(30_000)}`
/** Bodies of a token answer. */
export const BODIES: Record<string, string> = {
  "with a byte order mark": `\uFEFF${write(TOKENS)}`,
  "with a member twice": write(TOKENS).replace("{", '{"expires_in":1,'),
  "with a very deep member": write(TOKENS).replace("{", `{"deep":${DEEP},`),
  "in an array": write([TOKENS]),
  "twice in an array": write([TOKENS, TOKENS]),
  "as text": write(write(TOKENS)),
  "in an object": write({ data: TOKENS }),
  "an error code around tokens": write({ error: "invalid_grant", request: TOKENS }),
  "with names without underscores": write(TOKENS).replace(/_(?=\w*":)/g, ""),
  "with hyphens in the names": write(TOKENS).replace(/_(?=\w*":)/g, "-"),
  "with names twice, once without a value": write(TOKENS).replace(
    '"refresh_token"',
    '"refresh_token":null,"RefreshToken"',
  ),
  "with a lifetime with an exponent": write(TOKENS).replace("1800", "1.8e3"),
  "with a lifetime with an exponent, as text": write({ ...TOKENS, expires_in: "1.8e3" }),
  "with a lifetime of less than a second": write({ ...TOKENS, expires_in: 1e-9 }),
  "with a lifetime of 400 digits": write(TOKENS).replace("1800", "1".repeat(400)),
  "with commas between scopes": write({ ...TOKENS, scope: "openid,a.read, b.read" }),
  "with scopes in a list, and commas": write({ ...TOKENS, scope: ["openid, a.read", ["b.read"]] }),
  "with marks that nobody sees in the scope": write({ ...TOKENS, scope: "\u200bopenid\ufeff" }),
  "with a refresh token of more digits than a number holds": write(TOKENS).replace(
    '"r-1"',
    "12345678901234567890",
  ),
  "with null in place of the refresh token, as text": write({ ...TOKENS, refresh_token: "null" }),
  "with the scheme before the access token": write({
    ...TOKENS,
    access_token: `Bearer ${TOKENS.access_token}`,
  }),
  "torn, with names without underscores": write(TOKENS)
    .replace(/_(?=\w*":)/g, "")
    .slice(0, -1),
  empty: "",
  "no JSON": "<html>",
  "without its last brace": write(TOKENS).slice(0, -1),
  null: "null",
  "a number": "7",
  "with an error code beside the tokens": write({ ...TOKENS, error: "odd" }),
  "an error code alone": write({ error: "invalid_grant" }),
  "an error code in a form": "error=Invalid_Grant&error_description=gone",
  "a known error code of the app": write({ error: "unauthorized_client" }),
  "without any token": write({ expires_in: 1800 }),
}

const MAPLE = { id: TENANT, tenantId: TENANT, tenantType: "ORGANISATION", tenantName: "Maple" }
const NIL = "00000000-0000-0000-0000-000000000000"
const CEDAR = { id: OTHER, tenantId: OTHER, tenantType: "ORGANISATION", tenantName: "Cedar" }
/** Bodies of a list of connections. */
const LISTS: Record<string, unknown> = {
  "two of them": [MAPLE, CEDAR],
  none: [],
  "one, as an object": MAPLE,
  "in an object": { value: [MAPLE, CEDAR] },
  "in an object, under another name": { Connections: [MAPLE, CEDAR], count: 2 },
  "none, in an object": { value: [] },
  "in an object, beside an empty list": { value: [MAPLE], errors: [] },
  "in an object, with one page of it": { pagination: { page: 1, pageCount: 1 }, items: [MAPLE] },
  "in an object, the first of two pages": { pagination: { pageCount: 2 }, items: [MAPLE] },
  "in an object, one of two": { total_count: "2", items: [MAPLE] },
  "in an object, with a next page": { items: [MAPLE], "@odata.nextLink": "/connections?page=2" },
  "in an object, without a next page": { items: [MAPLE], next: null, hasMore: false },
  "a name of more digits than a number holds": `[{"id":"${TENANT}","tenantId":"${TENANT}","tenantName":12345678901234567890}]`,
  "as text": write([MAPLE, CEDAR]),
  "two lists in an object": { value: [MAPLE], other: [CEDAR] },
  "an error": { Title: "Unauthorized", Status: 401 },
  "errors in an object": { errors: [{ message: "odd" }] },
  "one of them twice": [MAPLE, MAPLE, CEDAR],
  "one of them twice, first without its id": [{ ...MAPLE, id: null }, MAPLE],
  "one of them twice, in two cases": [MAPLE, { ...MAPLE, tenantId: TENANT.toUpperCase() }],
  "an id in braces": [{ ...MAPLE, tenantId: `{${TENANT}}` }],
  "an id as a URN": [{ ...MAPLE, tenantId: `urn:uuid:${TENANT}` }],
  "an id without hyphens": [{ ...MAPLE, tenantId: TENANT.replaceAll("-", "") }],
  "an id of zeros": [{ ...MAPLE, tenantId: NIL }, CEDAR],
  "an id that is none": [{ ...MAPLE, tenantId: "maple" }, CEDAR],
  "an unknown type": [{ ...MAPLE, tenantType: "PRACTICEMANAGER" }],
  "rows that are none": [MAPLE, null, 7, "x", [], {}],
  "in a list of lists": [[MAPLE, CEDAR]],
  text: "none",
  null: null,
}

/** Whole documents, each with its outcome. */
export async function listDocuments(): Promise<[string, string][]> {
  const [own] = publicKeys
  const alien = { kty: "AKP", kid: "k1", alg: "ML-DSA-44", pub: "x" }
  const byKeys = (...keys: unknown[]) => identity({ keys: write({ keys }) })
  return [
    ...Object.entries(LISTS).map(([name, body]): [string, string] => [
      `connections: ${name}`,
      listed(body),
    ]),
    ...Object.entries(TIMES).map(([name, time]): [string, string] => [
      `app.connections: made ${name}`,
      madeAt(time),
    ]),
    ["JWKS: without key ids", await byKeys({ ...own, kid: undefined })],
    ["JWKS: with a key of an unknown type first", await byKeys(alien, own)],
    ["JWKS: with a key of an unknown type alone", await byKeys(alien)],
    ["JWKS: with another key of the same id first", await byKeys(changed(own), own)],
    ["JWKS: as a list", await identity({ keys: write(publicKeys) })],
    ["JWKS: as text", await identity({ keys: write(write({ keys: publicKeys })) })],
    [
      "JWKS: with another key of the same id before",
      await identity({ keysBefore: write({ keys: [changed(own)] }) }),
    ],
    ["discovery: an issuer with a slash at its end", discoveryOf(`${ISSUER}/`)],
    ["discovery: an issuer in capitals", discoveryOf(ISSUER.toUpperCase())],
    ["discovery: another issuer", discoveryOf("https://other.example")],
    ["discovery: an issuer below this one", discoveryOf(`${ISSUER}/below`)],
    [
      "id_token: an issuer with a slash at its end",
      await identity({ id: { ...ID, iss: `${ISSUER}/` } }),
    ],
    ["id_token: a key that it does not name", await identity({ idToken: await sign(ID, null) })],
    ["id_token: an audience in a list", await identity({ id: { ...ID, aud: [ID.aud] } })],
    ["id_token: an audience twice", await identity({ id: { ...ID, aud: [ID.aud, ID.aud] } })],
    [
      "id_token: an audience in lower case",
      await identity({ id: { ...ID, aud: ID.aud.toLowerCase() } }),
    ],
    ["id_token: a Xero user of zeros", await identity({ id: { ...ID, xero_userid: NIL } })],
    [
      "access token: a Xero user and an event of zeros",
      await identity({ access: { xero_userid: NIL, authentication_event_id: NIL } }),
    ],
  ]
}

function changed(key: Record<string, unknown> | undefined) {
  return { ...key, n: `${key?.n}`.replace(/^./, "A") }
}

function listed(body: unknown): string {
  const list = readConnections(parseBody(write(body)))
  if (list === null) return "no list: nothing changes"
  const stored = list.connections.map((one) => one.tenantName ?? "without a name")
  const told = list.unreadable.length > 0 ? `; reported: ${list.unreadable.join(", ")}` : ""
  return `stored: ${stored.join(", ") || "none"}${told}`
}

/** When Xero says that a connection was made. */
const TIMES: Record<string, unknown> = {
  "without a zone": "2026-11-20T10:00:00.1234567",
  "in UTC": "2026-11-20T10:00:00Z",
  "east of UTC": "2026-11-20T10:00:00+13:00",
  "with a space": "2026-11-20 10:00:00",
  "without seconds": "2026-11-20T10:00",
  "in milliseconds": "/Date(1795168800000)/",
  "in milliseconds, with a zone": "/Date(1795168800000+0000)/",
  "in the year 1": "0001-01-01T00:00:00",
  "in the year 9999": "9999-12-31T23:59:59.9999999",
  "on no day": "2026-13-45T10:00:00",
  "on a day that February lacks": "2026-02-30T10:00:00",
  "in a leap second": "2016-12-31T23:59:60Z",
  "in words": "yesterday",
}

function madeAt(createdDateUtc: unknown): string {
  const list = readAppConnections([{ ...MAPLE, createdDateUtc }])
  return list?.connections[0]?.createdDateUtc?.toISOString() ?? "at an unknown time"
}

function discoveryOf(issuer: string): string {
  const at = (path: string) => `${ISSUER}/${path}`
  return discovery(
    write({
      issuer,
      authorization_endpoint: at("authorize"),
      token_endpoint: at("token"),
      revocation_endpoint: at("revocation"),
      jwks_uri: at("jwks"),
    }),
  )
}
