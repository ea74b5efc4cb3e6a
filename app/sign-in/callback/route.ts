import type { NextRequest } from "next/server"
import { isPrefetch } from "@/app/is-prefetch"
import { seeOther } from "@/app/see-other"
import type { OperationOutput } from "@/lib/contract/operations"
import { askKeeper, type NoAnswer } from "@/web/ask-keeper"
import { openBrowserSession } from "@/web/auth/browser-session"
import { safeCallbackPath } from "@/web/auth/callback-path"
import { findMember } from "@/web/auth/require-member"
import { readTripAnswer } from "@/web/auth/trip-answer"

/**
 * Where the issuer of single sign-on sends the browser back to, and Xero never does. The code in this address is passed on to
 * the keeper and nowhere else; every answer redirects away from it.
 */
export async function GET(request: NextRequest): Promise<Response> {
  if (isPrefetch(request.headers)) return new Response(null, { status: 204 })
  const answer = await readTripAnswer("sso", request.nextUrl.searchParams)
  const completed = await askKeeper("completeSso", await findMember(), answer)
  return seeOther(await destinationOf(completed))
}

/** A prefetch must not use the code up. */
export function HEAD(): Response {
  return new Response(null, { status: 204 })
}

async function destinationOf(completed: Completed): Promise<string> {
  if (completed.kind === "signed_in") {
    const { memberId, identityId, sid } = completed
    await openBrowserSession(memberId, { kind: "issuer", identityId, issuerSid: sid })
    return safeCallbackPath(completed.path)
  }
  if (completed.kind === "proven") return "/sudo/confirmed"
  if (completed.kind === "added") return "/settings?sso=added"
  if (completed.kind !== "refused") return `/sign-in?sso=${completed.kind}`
  const { reason, purpose } = completed
  if (purpose === "prove") return `/sudo/confirmed?sso=${reason}`
  if (purpose === "add") return `/settings?sso=${reason}`
  const path = safeCallbackPath(completed.path)
  return `/sign-in?sso=${reason}&callbackUrl=${encodeURIComponent(path)}`
}

type Completed = OperationOutput<"completeSso"> | NoAnswer
