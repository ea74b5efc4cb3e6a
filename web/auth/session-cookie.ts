import { cookies } from "next/headers"
import { encode } from "next-auth/jwt"
import { webEnv } from "@/lib/env"
import { authCookie, SESSION_COOKIE_MAX_AGE_IN_SECONDS } from "@/web/auth/auth-cookies"
import { decodeCookie } from "@/web/auth/decode-cookie"

/** Hands this browser the cookie of a session. It names the session and its member, and holds nothing else. */
export async function keepSession(session: { memberId: string; sessionId: string }): Promise<void> {
  const { name, options } = authCookie("session")
  const maxAge = SESSION_COOKIE_MAX_AGE_IN_SECONDS
  const token = { sub: session.memberId, sessionId: session.sessionId }
  const value = await encode({ token, secret: webEnv().AUTH_SECRET[0], maxAge })
  const jar = await cookies()
  jar.set({ name, value, ...options, maxAge })
}

/** The session that this browser's cookie names, or null: no cookie, not ours, or past its term. */
export async function readSessionId(): Promise<string | null> {
  const token = (await cookies()).get(authCookie("session").name)?.value
  const claims = await decodeCookie({ token })
  return typeof claims?.sessionId === "string" ? claims.sessionId : null
}

/** Takes the cookie from this browser. */
export async function dropSession(): Promise<void> {
  const { name, options } = authCookie("session")
  const jar = await cookies()
  jar.set({ name, value: "", ...options, maxAge: 0 })
}
