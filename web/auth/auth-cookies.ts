import { webEnv } from "@/lib/env"
import { ABSOLUTE_LIFETIME_IN_SECONDS } from "@/web/members/sessions"

/**
 * Name and options of one of sign-in's cookies. Under https the `__Host-` prefix makes browsers refuse it from another
 * host, another path or plain http (RFC 6265bis §4.1.3.2).
 */
export function authCookie(purpose: CookiePurpose): AuthCookie {
  const secure = webEnv().APP_URL.startsWith("https:")
  return {
    name: `${secure ? "__Host-" : ""}tenantry_${purpose}`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  }
}

/** How long a browser keeps the session cookie: as long as the session can last at all. */
export const SESSION_COOKIE_MAX_AGE_IN_SECONDS = ABSOLUTE_LIFETIME_IN_SECONDS

type CookiePurpose = "session" | "csrf" | "callback" | "device" | "step"
type AuthCookie = {
  name: string
  options: { httpOnly: true; sameSite: "lax"; path: "/"; secure: boolean }
}
