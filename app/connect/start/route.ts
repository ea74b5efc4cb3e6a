import { readVisitor, showLink } from "@/app/connect/read-visitor"
import { seeOther } from "@/app/see-other"
import { askKeeper } from "@/web/ask-keeper"
import { keepTripCookie } from "@/web/auth/trip-cookie"
import { visitPath } from "@/web/links/visitor"

/** Sends the holder of a link to Xero. */
export async function POST(request: Request): Promise<Response> {
  const token = await readVisitor(request)
  const started = await askKeeper("startLinkConsent", null, { token })
  if (started.kind === "gone") return seeOther(visitPath(token))
  if (started.kind !== "started") return seeOther(visitPath(token, { problem: started.kind }))
  // The link's token travels with it: this browser may open another link before it comes back.
  const { browserToken } = started
  await keepTripCookie("link", { ...started, browserToken: `${browserToken}.${token}` })
  return seeOther(started.authorizationUrl)
}

export const GET = showLink
