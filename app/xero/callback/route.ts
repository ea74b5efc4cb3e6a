import type { NextRequest } from "next/server"
import { isPrefetch } from "@/app/xero/is-prefetch"
import { seeOther } from "@/app/xero/see-other"
import { askKeeper } from "@/web/ask-keeper"
import { findMember } from "@/web/auth/require-member"
import { readTripCookie } from "@/web/auth/trip-cookie"

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
  const { searchParams } = request.nextUrl
  const state = searchParams.get("state")
  const code = searchParams.get("code")
  const cameTwice = ["state", "code", "error", "iss"].some(
    (name) => searchParams.getAll(name).length > 1,
  )
  const ended = await askKeeper("completeConsent", member, {
    browserToken: state === null ? null : await readTripCookie("consent", state),
    state,
    code,
    error: searchParams.get("error"),
    iss: searchParams.get("iss"),
    cameTwice,
  })
  if (ended.kind !== "ended") {
    const problem = ended.kind === "problem" ? ended.problem : ended.kind
    return seeOther(`/organisations?problem=${problem}${code === null ? "" : "&came=code"}`)
  }
  const page = ended.tenantId === null ? "/organisations" : `/organisations/${ended.tenantId}`
  return seeOther(`${page}?consent=${ended.consentId}`)
}

/** A prefetch must not use the code up. */
export function HEAD(): Response {
  return new Response(null, { status: 204 })
}
