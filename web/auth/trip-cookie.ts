import { cookies } from "next/headers"
import { webEnv } from "@/lib/env"
import { fingerprintOf } from "@/lib/fingerprint"

/** Where each trip to another site comes back to; its cookie goes nowhere else. */
const PATHS = { consent: "/xero", link: "/xero", sso: "/sign-in" } as const

/**
 * Binds a trip to Xero or to the issuer of single sign-on to this browser: the callback must bring the token back. One
 * cookie a trip, so two tabs can run two. It ends with the trip's time, because a second answer in that time is proved by it
 * too.
 */
export async function keepTripCookie(trip: TripKind, started: StartedTrip): Promise<void> {
  const state = new URL(started.authorizationUrl).searchParams.get("state") ?? ""
  const jar = await cookies()
  jar.set({
    ...tripCookie(trip, state),
    value: started.browserToken,
    maxAge: started.expiresInSeconds,
  })
}

/** The token that this browser was given for the trip with this state, or null. */
export async function readTripCookie(trip: TripKind, state: string): Promise<string | null> {
  return (await cookies()).get(tripCookie(trip, state).name)?.value ?? null
}

// `__Host-` would need the path "/"; this cookie goes to the way back alone. Lax, because that redirect is another
// site's; its name tells the state apart without telling the state.
function tripCookie(trip: TripKind, state: string) {
  const secure = webEnv().APP_URL.startsWith("https:")
  return {
    name: `${secure ? "__Secure-" : ""}tenantry_${trip}_${fingerprintOf(state)}`,
    httpOnly: true,
    sameSite: "lax" as const,
    path: PATHS[trip],
    secure,
  }
}

export type TripKind = keyof typeof PATHS
type StartedTrip = { authorizationUrl: string; browserToken: string; expiresInSeconds: number }
