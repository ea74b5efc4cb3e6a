import type { NextRequest } from "next/server"
import { isPrefetch } from "@/app/is-prefetch"
import { seeOther } from "@/app/see-other"
import { askKeeper } from "@/web/ask-keeper"
import { findMember } from "@/web/auth/require-member"
import { readTripAnswer } from "@/web/auth/trip-answer"
import { keepLinkToken, visitPath } from "@/web/links/visitor"

/**
 * Where Xero sends the browser back to (RFC 6749 §4.1.2). The code in this address is passed on to the keeper
 * and nowhere else; every answer redirects away from it.
 */
export async function GET(request: NextRequest): Promise<Response> {
  if (isPrefetch(request.headers)) return new Response(null, { status: 204 })
  const params = request.nextUrl.searchParams
  if ((await readTripAnswer("link", params)).browserToken !== null) return endVisit(params)
  const member = await findMember()
  if (member === null) return endVisit(params)
  const answer = await readTripAnswer("consent", params)
  const ended = await askKeeper("completeConsent", member, answer)
  if (ended.kind !== "ended") {
    const problem = ended.kind === "problem" ? ended.problem : ended.kind
    return seeOther(`/organisations?problem=${problem}${came(answer)}`)
  }
  const page = ended.tenantId === null ? "/organisations" : `/organisations/${ended.tenantId}`
  return seeOther(`${page}?consent=${ended.consentId}`)
}

/** A prefetch must not use the code up. */
export function HEAD(): Response {
  return new Response(null, { status: 204 })
}

/** Nobody is signed in: it is the consent of a link's holder, or a member's whose session has ended. */
async function endVisit(params: URLSearchParams): Promise<Response> {
  const held = await readTripAnswer("link", params)
  const [browserToken = null, token = null] = held.browserToken?.split(".") ?? []
  const answer = { ...held, browserToken }
  const ended = await askKeeper("completeLinkConsent", null, answer)
  if (token !== null) await keepLinkToken(token)
  if (answer.browserToken === null && !isOfLink(ended)) {
    const path = encodeURIComponent(`/organisations?problem=signed_out${came(answer)}`)
    return seeOther(`/sign-in?callbackUrl=${path}&notice=signed_out`)
  }
  if (token === null) return seeOther(`/connect?problem=other_browser${came(answer)}`)
  if (ended.kind === "ended") return seeOther(visitPath(token, { consent: ended.consentId }))
  const problem = ended.kind === "problem" ? ended.problem : ended.kind
  return seeOther(`${visitPath(token, { problem })}${came(answer)}`)
}

/** Xero gave a code, so it may list a connection. */
function came({ code }: { code: string | null }): string {
  return code ? "&came=code" : ""
}

function isOfLink(ended: { kind: string; problem?: string }): boolean {
  return (
    ended.kind === "ended" || ended.problem === "other_browser" || ended.problem === "came_again"
  )
}
