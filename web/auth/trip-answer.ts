import { readTripCookie, type TripKind } from "@/web/auth/trip-cookie"

const VALUES = ["state", "code", "iss", "error"] as const

/**
 * What a browser brings back from Xero or the issuer of single sign-on (RFC 6749 §4.1.2, RFC 9207), with the token that binds the
 * trip to it. `cameTwice`: a value stands in it twice (RFC 6749 §3.1 forbids it).
 */
export async function readTripAnswer(trip: TripKind, params: URLSearchParams): Promise<TripAnswer> {
  const state = params.get("state")
  return {
    browserToken: state === null ? null : await readTripCookie(trip, state),
    state,
    code: params.get("code"),
    iss: params.get("iss"),
    error: params.get("error"),
    cameTwice: VALUES.some((name) => params.getAll(name).length > 1),
  }
}

type TripAnswer = Record<"browserToken" | (typeof VALUES)[number], string | null> & {
  cameTwice: boolean
}
