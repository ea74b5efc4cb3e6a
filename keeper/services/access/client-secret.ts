import { hash, randomBytes } from "node:crypto"
import { crc32 } from "node:zlib"

const PREFIX = "tnt_"
const SECRET_IN_BYTES = 32
const FORM = /^tnt_[A-Za-z0-9_-]{43}[0-9a-z]{7}$/
// The most base-36 digits that 32 bits need.
const CHECKSUM_IN_DIGITS = 7
const HINT_IN_CHARACTERS = 4

/**
 * A new client secret: a prefix by which secret scanners know it, 256 random bits, and a checksum that catches typing
 * errors without a look-up. Only its digest and hint are stored.
 */
export function createClientSecret(): ClientSecret {
  const body = `${PREFIX}${randomBytes(SECRET_IN_BYTES).toString("base64url")}`
  const clientSecret = body + checksumOf(body)
  return {
    clientSecret,
    digest: digestOf(clientSecret),
    hint: clientSecret.slice(-HINT_IN_CHARACTERS),
  }
}

/** Whether it has the form and checksum of our secrets. */
export function isClientSecret(text: string): boolean {
  if (!FORM.test(text)) return false
  return checksumOf(text.slice(0, -CHECKSUM_IN_DIGITS)) === text.slice(-CHECKSUM_IN_DIGITS)
}

/** SHA-256 in hex. A plain digest is enough for 256 random bits: there is nothing to guess. */
export function digestOf(clientSecret: string): string {
  return hash("sha256", clientSecret, "hex")
}

function checksumOf(text: string): string {
  return crc32(text).toString(36).padStart(CHECKSUM_IN_DIGITS, "0")
}

export type ClientSecret = { clientSecret: string; digest: string; hint: string }
