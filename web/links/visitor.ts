import { cookies } from "next/headers"
import { webEnv } from "@/lib/env"

const DAY_IN_SECONDS = 24 * 60 * 60

/**
 * Keeps the token of a link for this browser, so that it stands in no address any more. Lax, because Xero sends the browser
 * back; it goes to the pages of links alone.
 */
export async function keepLinkToken(token: string): Promise<void> {
  const jar = await cookies()
  jar.set({ ...linkCookie(), value: token, maxAge: DAY_IN_SECONDS })
}

/** The token of the link that this browser used last, or null. */
export async function readLinkToken(): Promise<string | null> {
  return (await cookies()).get(linkCookie().name)?.value ?? null
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
