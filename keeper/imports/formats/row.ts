import type { z } from "zod"
import { decodeClaims } from "@/keeper/xero/wire"
import { exact, exactList, guid, membersOf, moment } from "@/keeper/xero/wire-values"
import type { WrongReason } from "@/lib/contract/import-operations"
import { storableText } from "@/lib/text"

const LONGEST_REFERENCE = 200
const LONGEST_TOKEN = 4_096
const SHORTEST_TOKEN = 8
// Where a program stored when the access token ends, instead of when it began.
const ACCESS_TOKEN_LIFE_IN_MILLISECONDS = 30 * 60 * 1_000
// As `b64token` of RFC 6750 §2.1. RFC 6749 allows more for refresh tokens, but what has it here is a line of some other file.
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/
const NAME_OF_TOKEN = /^(xero)?[ _-]?refresh[ _-]?tokens?$/i
const JWT = /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/

/**
 * What a file says about one sign-in, made into a row: its refresh token, or why there is none to use. Whose it is, of
 * which app and how old, comes from the access or id token beside it, where there is one. Those are not verified: they
 * only spare Xero a question that it would refuse.
 */
export function toRow(found: Found): FileRow {
  const { line, source } = found
  const reference = referenceOf(found.reference)
  const token = typeof found.refreshToken === "string" ? found.refreshToken.trim() : ""
  const why = objectionTo(token)
  if (why !== null) return { kind: "wrong", line, source, reference, why }
  const claims = claimsIn(found)
  return {
    kind: "token",
    line,
    source,
    reference,
    refreshToken: token,
    clientId: textOf(found.clientId) ?? claims.clientId,
    xeroUserId: claims.xeroUserId,
    issuedAt: claims.issuedAt ?? beginOf(found.accessTokenExpiresAt),
  }
}

function objectionTo(token: string): WrongReason | null {
  if (token === "") return "no_refresh_token"
  if (JWT.test(token)) return "access_token"
  if (token.length > LONGEST_TOKEN) return "too_long"
  if (!TOKEN.test(token)) return "odd_characters"
  if (NAME_OF_TOKEN.test(token)) return "no_refresh_token"
  return token.length < SHORTEST_TOKEN ? "too_short" : null
}

/** What the token is called, as people are shown it; null where nothing is left. */
export function referenceOf(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : value
  if (typeof text !== "string") return null
  return storableText(text, LONGEST_REFERENCE) || null
}

function claimsIn({ accessToken, idToken }: Found): Claims {
  const access = readClaims(accessToken)
  const id = readClaims(idToken)
  const began = access?.nbf ?? id?.nbf
  return {
    clientId: access?.client_id ?? (id?.aud.length === 1 ? id.aud[0] : null) ?? null,
    xeroUserId: access?.xero_userid ?? id?.xero_userid ?? null,
    issuedAt: began == null ? null : momentOf(began * 1_000),
  }
}

function readClaims(token: unknown): z.output<typeof CLAIMS> | null {
  const jwt = textOf(token)
  return jwt === null ? null : (CLAIMS.safeParse(decodeClaims(jwt)).data ?? null)
}

/** Seconds since 1970, milliseconds, or a date as text: programs store all three. */
function beginOf(expiresAt: unknown): Date | null {
  const given =
    typeof expiresAt === "string" && /^\d+$/.test(expiresAt) ? Number(expiresAt) : expiresAt
  const at = typeof given === "number" ? (given < 1e11 ? given * 1_000 : given) : dateIn(given)
  return at === null ? null : momentOf(at - ACCESS_TOKEN_LIFE_IN_MILLISECONDS)
}

function dateIn(value: unknown): number | null {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d/.test(value)) return null
  // A date without a zone is UTC, as everywhere at Xero.
  const text = value.replace(" ", "T")
  const at = Date.parse(
    /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) || !text.includes("T") ? text : `${text}Z`,
  )
  return Number.isNaN(at) ? null : at
}

/** Xero's OAuth 2.0 began in 2019; what lies outside its life is no date of a token. */
function momentOf(at: number): Date | null {
  const isPossible = at > Date.UTC(2019, 0, 1) && at < Date.UTC(2100, 0, 1)
  return isPossible ? new Date(at) : null
}

/** The letters alone of what a column or a member is called: programs spell them in many ways. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, "")
}

/** A text with something in it. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null
}

/** Of Xero's tokens: read as those that come from Xero itself. */
const CLAIMS = membersOf({ client_id: exact, aud: exactList, xero_userid: guid, nbf: moment })

/** The kinds of files that Tenantry reads. */
export type Source = "csv" | "token_set" | "laravel" | "postman" | "nango" | "oauthapp"
export type Found = {
  line: number
  source: Source
  refreshToken: unknown
  reference?: unknown
  accessToken?: unknown
  idToken?: unknown
  clientId?: unknown
  accessTokenExpiresAt?: unknown
}
type Claims = { clientId: string | null; xeroUserId: string | null; issuedAt: Date | null }
export type TokenRow = {
  kind: "token"
  line: number
  source: Source
  reference: string | null
  refreshToken: string
  /** The Xero app that it was issued to, where the file says so. */
  clientId: string | null
  xeroUserId: string | null
  issuedAt: Date | null
}
export type WrongRow = {
  kind: "wrong"
  line: number
  source: Source
  reference: string | null
  why: WrongReason
}
export type FileRow = TokenRow | WrongRow
