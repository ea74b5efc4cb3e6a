import type { NextRequest } from "next/server"
import { isPrefetch } from "@/app/is-prefetch"
import { seeOther } from "@/app/see-other"
import { askKeeper } from "@/web/ask-keeper"
import { findMember } from "@/web/auth/require-member"
import { readTripAnswer } from "@/web/auth/trip-answer"

/**
 * Where Xero sends the browser back to (RFC 6749 §4.1.2). The code in this address is passed on to the keeper
 * and nowhere else; every answer redirects away from it.
 */
export async function GET(request: NextRequest): Promise<Response> {
  if (isPrefetch(request.headers)) return new Response(null, { status: 204 })
  const member = await findMember()
  if (member === null) {
    return seeOther("/sign-in?callbackUrl=%2Forganisations&notice=consent_interrupted")
  }
  const answer = await readTripAnswer("consent", request.nextUrl.searchParams)
  const ended = await askKeeper("completeConsent", member, answer)
  if (ended.kind !== "ended") {
    const problem = ended.kind === "problem" ? ended.problem : ended.kind
    return seeOther(`/organisations?problem=${problem}${answer.code === null ? "" : "&came=code"}`)
  }
  const page = ended.tenantId === null ? "/organisations" : `/organisations/${ended.tenantId}`
  return seeOther(`${page}?consent=${ended.consentId}`)
}

/** A prefetch must not use the code up. */
export function HEAD(): Response {
  return new Response(null, { status: 204 })
}
