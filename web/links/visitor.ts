import { cookies } from "next/headers"
import { webEnv } from "@/lib/env"
import { fingerprintOf } from "@/lib/fingerprint"

const DAY_IN_SECONDS = 24 * 60 * 60
// An adviser may get one for each client.
const MOST_LINKS = 20

/**
 * Keeps the token of a link for this browser, so that it stands in no address any more, beside those of other tabs. Lax,
 * because Xero sends the browser back; it goes to the pages of links alone.
 */
export async function keepLinkToken(token: string): Promise<void> {
  const others = (await heldTokens()).filter((one) => one !== token)
  const value = [token, ...others].slice(0, MOST_LINKS).join(".")
  const jar = await cookies()
  jar.set({ ...linkCookie(), value, maxAge: DAY_IN_SECONDS })
}

/** The token of the link with this mark, or of the one that this browser used last where no mark is asked for; or null. */
export async function readLinkToken(mark: string | null): Promise<string | null> {
  const tokens = await heldTokens()
  return (mark === null ? tokens[0] : tokens.find((one) => fingerprintOf(one) === mark)) ?? null
}

/** The page of a link whose token this browser keeps; `told`: what has just become of it. */
export function visitPath(token: string, told: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    ...(token !== "" && { link: fingerprintOf(token) }),
    ...told,
  })
  return query.size === 0 ? "/connect" : `/connect?${query}`
}

async function heldTokens(): Promise<string[]> {
  return (await cookies()).get(linkCookie().name)?.value.split(".").filter(Boolean) ?? []
}

function linkCookie() {
  const secure = webEnv().APP_URL.startsWith("https:")
  return {
    name: `${secure ? "__Secure-" : ""}tenantry_link`,
    httpOnly: true,
    sameSite: "lax" as const,
    path: "/connect",
    secure,
  }
}
