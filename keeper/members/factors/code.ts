import { Secret, TOTP } from "otpauth"

// How long one code is shown (RFC 6238 §5.2).
const STEP_IN_SECONDS = 30
// RFC 4226 §4 recommends 160 bits.
const SECRET_IN_BYTES = 20
// Clocks differ by a little, and typing takes time.
const STEPS_ASIDE = 1

/** A new secret, in the base32 that authenticator apps take. */
export function makeCodeSecret(): string {
  return new Secret({ size: SECRET_IN_BYTES }).base32
}

/** What an authenticator app reads from the QR code: the secret, and whose it is at which installation. */
export function codeUri({ secret, email, appUrl }: CodeSource): string {
  return new TOTP({
    ...FORM,
    secret,
    label: email,
    issuer: `Tenantry (${new URL(appUrl).host})`,
  }).toString()
}

/**
 * The time step that this code belongs to, however it is spaced, or null where it is wrong. One step early or late will do,
 * but only a step newer than `after`: so a code is taken once (RFC 6238 §5.2).
 */
export function findStep(code: string, { secret, at, after }: CodeCheck): number | null {
  const token = code.normalize("NFKC").replace(/\s/g, "")
  if (!CODE.test(token)) return null
  const totp = new TOTP({ ...FORM, secret })
  const timestamp = at.getTime()
  const delta = totp.validate({ token, timestamp, window: STEPS_ASIDE })
  if (delta === null) return null
  const step = totp.counter({ timestamp }) + delta
  return step > after ? step : null
}

// What every authenticator app can do.
const CODE = /^[0-9]{6}$/
const FORM = { algorithm: "SHA1", digits: 6, period: STEP_IN_SECONDS }

type CodeSource = { secret: string; email: string; appUrl: string }
type CodeCheck = { secret: string; at: Date; after: number }
