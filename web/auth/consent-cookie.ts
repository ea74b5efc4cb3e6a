import { createHash } from "node:crypto"
import { cookies } from "next/headers"
import { webEnv } from "@/lib/env"

/**
 * Binds a consent to this browser: the callback must bring the token back. One cookie a consent, so two tabs can run two. It
 * ends with the consent's time, because a second answer in that time is proved by it too.
 */
export async function keepConsentCookie(consent: StartedConsent): Promise<void> {
  const state = new URL(consent.authorizationUrl).searchParams.get("state") ?? ""
  const jar = await cookies()
  jar.set({
    ...consentCookie(state),
    value: consent.browserToken,
    maxAge: consent.expiresInSeconds,
  })
}

/** The token that this browser was given for the consent with this state, or null. */
export async function readConsentCookie(state: string): Promise<string | null> {
  return (await cookies()).get(consentCookie(state).name)?.value ?? null
}

// `__Host-` would need the path "/"; this cookie goes to Xero's way back alone. Lax, because Xero's redirect is another
// site's; its name tells the state apart without telling the state.
function consentCookie(state: string): ConsentCookie {
  const secure = webEnv().APP_URL.startsWith("https:")
  const mark = createHash("sha256").update(state).digest("hex").slice(0, 16)
  return {
    name: `${secure ? "__Secure-" : ""}tenantry_consent_${mark}`,
    httpOnly: true,
    sameSite: "lax",
    path: "/xero",
    secure,
  }
}

type ConsentCookie = {
  name: string
  httpOnly: true
  sameSite: "lax"
  path: "/xero"
  secure: boolean
}
type StartedConsent = { authorizationUrl: string; browserToken: string; expiresInSeconds: number }
