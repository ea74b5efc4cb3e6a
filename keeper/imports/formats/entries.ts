import { z } from "zod"
import { type Found, plainName, textOf } from "@/keeper/imports/formats/row"
import { isBlankMember } from "@/keeper/xero/wire-values"
import { parseJson } from "@/lib/parse-json"

/**
 * What an object of a JSON file says about sign-ins, by the form of the program that wrote it; null where it is none of
 * these. `name`: the key that it stands under.
 */
export function findEntry(found: Json, name: string | null): Entry[] | null {
  const value = spelled(found)
  for (const read of [postman, nango, oauthapp, laravel, tokenSet]) {
    const entries = read(value, name)
    if (entries !== null) return entries
  }
  return null
}

/** A Postman environment: variables, of which those whose name speaks of a refresh token count. */
function postman(value: Json): Entry[] | null {
  const variables = VARIABLES.safeParse(value.values).data
  if (variables === undefined || !variables.some((one) => one.key !== undefined)) return null
  const named = (pattern: RegExp) => variables.find((one) => pattern.test(one.key ?? ""))?.value
  const shared = {
    source: "postman",
    clientId: named(/^(xero[-_ ]?)?client[-_ ]?id$/i),
    accessToken: named(/^(xero[-_ ]?)?access[-_ ]?token$/i),
  } as const
  const tokens = variables.filter(
    ({ key = "", enabled }) => /refresh[-_ ]?token/i.test(key) && enabled !== false,
  )
  if (tokens.length === 0)
    return "_postman_variable_scope" in value ? [{ ...shared, refreshToken: null }] : null
  const isOne = tokens.length === 1
  return tokens.map(({ key, value: refreshToken }) => ({
    ...shared,
    accessToken: isOne ? shared.accessToken : undefined,
    refreshToken,
    reference: [textOf(value.name), isOne ? null : key].filter(Boolean).join(", "),
  }))
}

/** Nango's connection, from its API or a list of them. */
function nango(value: Json): Entry[] | null {
  const credentials = asObject(value.credentials)
  if (credentials === null || !("connection_id" in value)) return null
  const raw = asObject(credentials.raw)
  return [
    {
      source: "nango",
      refreshToken: credentials.refresh_token ?? raw?.refresh_token,
      accessToken: credentials.access_token ?? raw?.access_token,
      idToken: raw?.id_token,
      accessTokenExpiresAt: credentials.expires_at,
      reference: value.connection_id,
    },
  ]
}

/**
 * An entry of the secrets engine *oauthapp* of OpenBao or Vault: as it is stored, as the command line answers it (`data`),
 * or as text in the answer of `sys/raw` (`data.value`).
 */
function oauthapp(value: Json, name: string | null): Entry[] | null {
  const data = asObject(value.data)
  const stored = typeof data?.value === "string" ? asObject(parseJson(data.value)) : data
  const isAnswer = stored !== null && ("request_id" in value || "lease_id" in value)
  const entry = isAnswer ? stored : value
  const isEntry = "auth_server_name" in entry || "last_issue_time" in entry || "expiry" in entry
  if (!isAnswer && !(isEntry && ("refresh_token" in entry || "access_token" in entry))) return null
  return [
    {
      source: "oauthapp",
      refreshToken: entry.refresh_token,
      accessToken: entry.access_token,
      accessTokenExpiresAt: entry.expiry ?? entry.expire_time,
      reference: entry.name ?? name ?? entry.server ?? entry.auth_server_name,
    },
  ]
}

/** `xero.json`, as the Laravel packages write it; its access token is called `token`. */
function laravel(value: Json, name: string | null): Entry[] | null {
  if (!("token" in value) || !("expires" in value || "tenants" in value)) return null
  const tenants = TENANTS.safeParse(value.tenants).data ?? []
  const names = tenants.map((one) => one.Name ?? one.Id).filter(Boolean)
  return [
    {
      source: "laravel",
      refreshToken: value.refresh_token,
      accessToken: value.token,
      idToken: value.id_token,
      accessTokenExpiresAt: value.expires,
      reference: names.length > 0 ? names.join(", ") : name,
    },
  ]
}

/** A token set as xero-node keeps it and as OAuth answers it, or a bare refresh token with a reference. */
function tokenSet(value: Json, name: string | null): Entry[] | null {
  if (!("refresh_token" in value || "access_token" in value)) return null
  return [
    {
      source: "token_set",
      refreshToken: value.refresh_token,
      accessToken: value.access_token,
      idToken: value.id_token,
      clientId: value.client_id,
      accessTokenExpiresAt: value.expires_at,
      reference: value.reference ?? value.tenant_name ?? value.name ?? name,
    },
  ]
}

function asObject(value: unknown): Json | null {
  const object = OBJECT.safeParse(value).data
  return object === undefined ? null : spelled(object)
}

/** With the names that count spelled as OAuth does, however the program that wrote them spells: `RefreshToken`, `XERO_CLIENT_ID`. */
function spelled(object: Json): Json {
  const value = { ...object }
  for (const [key, one] of Object.entries(object)) {
    const name = NAMES.get(plainName(key).replace(/^xero/, ""))
    if (name !== undefined && isBlankMember(value[name])) value[name] = one
  }
  return value
}

const NAMES = new Map([
  ["token", "token"],
  ["refreshtoken", "refresh_token"],
  ["accesstoken", "access_token"],
  ["idtoken", "id_token"],
  ["clientid", "client_id"],
  ["expires", "expires"],
  ["expiresat", "expires_at"],
  ["expiresatutc", "expires_at"],
  ["tenants", "tenants"],
  ["tenantname", "tenant_name"],
  ["reference", "reference"],
  ["connectionid", "connection_id"],
])
const OBJECT = z.record(z.string(), z.unknown())
const VARIABLES = z.array(
  z.object({
    key: z.string().optional().catch(undefined),
    value: z.unknown().optional(),
    enabled: z.unknown().optional(),
  }),
)
const TENANTS = z.array(
  z.object({
    Name: z.string().optional().catch(undefined),
    Id: z.string().optional().catch(undefined),
  }),
)

type Json = Record<string, unknown>
type Entry = Omit<Found, "line">
