import { decode, type JWT } from "next-auth/jwt"
import { webEnv } from "@/lib/env"

/** What a cookie of ours says, sealed with any of AUTH_SECRET's, so that a new one signs nobody out; null: not ours, or past its term. */
export async function decodeCookie(cookie: { token?: string; salt?: string }): Promise<JWT | null> {
  for (const secret of webEnv().AUTH_SECRET) {
    const claims = await decode({ ...cookie, secret }).catch(() => null)
    if (claims !== null) return claims
  }
  return null
}
