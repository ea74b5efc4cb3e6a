import { randomUUID } from "node:crypto"
import { cookies } from "next/headers"
import { encode } from "next-auth/jwt"
import { webEnv } from "@/lib/env"
import { authCookie } from "@/web/auth/auth-cookies"
import { decodeCookie } from "@/web/auth/decode-cookie"
import type { KnownDevice } from "@/web/members/sign-in"

const LIFETIME_IN_SECONDS = 90 * 24 * 60 * 60
// Sealed with a key of its own: no device cookie passes for a session.
const SALT = "tenantry-device"

/**
 * Marks this browser as one in which this member has signed in, so that nobody's guessing elsewhere makes it wait (OWASP,
 * "Slow Down Online Guessing Attacks with Device Cookies"). It opens nothing: the password is still asked for.
 */
export async function keepDevice(memberId: string): Promise<void> {
  const { name, options } = authCookie("device")
  const maxAge = LIFETIME_IN_SECONDS
  const token = { sub: memberId, deviceId: randomUUID() }
  const value = await encode({ token, secret: webEnv().AUTH_SECRET[0], salt: SALT, maxAge })
  const jar = await cookies()
  jar.set({ name, value, ...options, maxAge })
}

/** The member who signed in here before, and the mark of it; null: nobody, or not written by us. */
export async function readDevice(): Promise<KnownDevice | null> {
  const token = (await cookies()).get(authCookie("device").name)?.value
  const claims = await decodeCookie({ token, salt: SALT })
  if (claims === null || typeof claims.sub !== "string") return null
  if (typeof claims.deviceId !== "string") return null
  return { memberId: claims.sub, deviceId: claims.deviceId }
}
