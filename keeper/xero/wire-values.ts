import { z } from "zod"
import { isBlank, storableText } from "@/lib/text"
import { utcMoment } from "./wire-times"

/**
 * Tolerant readers of the values that Xero sends: none of them fails; an unreadable value is null, like a missing one.
 * An array of one counts as its element, and member names match in any case.
 */

// A name must fit into a PostgreSQL index entry of 2,704 bytes.
const LONGEST_TEXT = 300
const LONGEST_LIFE_IN_SECONDS = 24 * 60 * 60

/** Words to be shown: storable, and never without anything to see. A number is what it reads as. */
export const text = z.unknown().transform((value) => textOf(value))

/** One token that may be sent in a header (RFC 6750 §2.1), without the scheme that goes before it there. */
export const headerToken = z.unknown().transform((value) => {
  const token = stringOf(value)
    ?.trim()
    .replace(/^bearer /i, "")
  return token !== undefined && /^[\x21-\x7e]+$/.test(token) && !isNone(token) ? token : null
})

/**
 * One token that is only sent back to its issuer: taken unchanged unless it is blank. A number counts where JSON has kept
 * all its digits.
 */
export const opaqueToken = z.unknown().transform((value) => {
  const one = single(value)
  const token = Number.isSafeInteger(one) && Number(one) > 0 ? String(one) : stringOf(one)
  return token === null || token.trim() === "" || isNone(token) ? null : token
})

/**
 * A UUID of any version, in lower case; in braces, as a URN or without hyphens too (RFC 9562 §4). The one of zeros alone
 * is what .NET writes for none.
 */
export const guid = z.unknown().transform((value) => {
  const digits = stringOf(value)
    ?.trim()
    .toLowerCase()
    .replace(/^urn:uuid:|[{}]/g, "")
  const read = z.guid().safeParse(digits?.replace(WITHOUT_HYPHENS, "$1-$2-$3-$4-$5"))
  return read.success && /[1-9a-f]/.test(read.data) ? read.data : null
})

/** A plausible lifetime in seconds: at least one, at most a day. */
export const lifetime = z.unknown().transform((value) => {
  const seconds = numberOf(value)
  return seconds !== null && seconds >= 1 && seconds <= LONGEST_LIFE_IN_SECONDS ? seconds : null
})

/** A moment in seconds since 1970 (RFC 7519 §2, NumericDate). */
export const moment = z.unknown().transform((value) => {
  const seconds = numberOf(value)
  return seconds !== null && seconds > 0 && seconds < 1e11 ? seconds : null
})

/** A date and time; without a zone it is in UTC. */
export const utcTime = z.unknown().transform((value) => utcMoment(stringOf(value)?.trim() ?? ""))

/** Words in an array, or separated by white space, commas or what nobody sees; null where there is none. */
export const words = z.unknown().transform((value) => {
  const parts = [value].flat(2)
  const read = parts.flatMap((part) =>
    (typeof part === "string" ? storableText(part, LONGEST_LIST) : "").split(BETWEEN_WORDS),
  )
  const found = [...new Set(read.filter(Boolean))]
  return found.length > 0 ? found : null
})

/** Text that is compared exactly. */
export const exact = z.unknown().transform((value) => stringOf(value))

/** A list of such texts, each once; a single string counts as a list of one. */
export const exactList = z
  .unknown()
  .transform((value) => [
    ...new Set((Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string")),
  ])

/** An object with these members and any others; fails only if it is not an object. */
export function membersOf<S extends z.ZodRawShape>(shape: S) {
  const names = Object.keys(shape)
  return z.preprocess((value) => pick(single(value), names), z.object(shape))
}

function pick(value: unknown, names: string[]): Record<string, unknown> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null
  const exactly = new Map<string, unknown>(Object.entries(value))
  // A blank member does not hide one in another spelling that says something.
  const said = [...exactly].filter(([, one]) => !isBlankMember(one))
  const anyCase = new Map(said.map(([name, one]) => [withoutCase(name), one]))
  const read = (name: string) => {
    const one = exactly.get(name)
    return isBlankMember(one) ? anyCase.get(withoutCase(name)) : one
  }
  return Object.fromEntries(names.map((name) => [name, read(name)]))
}

/** Whether a member says nothing. */
export function isBlankMember(value: unknown): boolean {
  return typeof value === "string" ? value.trim() === "" : value === null || value === undefined
}

/** `access_token`, `accessToken` and `Access-Token` are one name. */
function withoutCase(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, "")
}

/** What programs write into a text for a value that is missing. */
function isNone(text: string): boolean {
  return /^(?:null|undefined|none|nan)$/i.test(text.trim())
}

function single(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value
}

function stringOf(value: unknown): string | null {
  const one = single(value)
  return typeof one === "string" ? one : null
}

function textOf(value: unknown): string | null {
  const one = single(value)
  if (typeof one !== "string" && typeof one !== "number") return null
  const read = storableText(String(one), LONGEST_TEXT)
  return isBlank(read) ? null : read
}

function numberOf(value: unknown): number | null {
  const one = single(value)
  if (typeof one === "number") return Number.isFinite(one) ? one : null
  return typeof one === "string" && /^\s*\+?\d+(\.\d+)?(e\+?\d+)?\s*$/i.test(one)
    ? Number(one)
    : null
}

const LONGEST_LIST = 8_000
const BETWEEN_WORDS = /[\s,"\p{Cf}]+/u
const WITHOUT_HYPHENS = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/
