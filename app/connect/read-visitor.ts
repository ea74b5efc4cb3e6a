import { seeOther } from "@/app/see-other"
import { keepLinkToken } from "@/web/links/visitor"

const TOKEN = /^[\w-]{43}$/

/** The token of the link that a form of its page posts; the browser keeps it, so that no address has to hold it. */
export async function readVisitor(request: Request): Promise<string> {
  const token = new URLSearchParams(await request.text()).get("token") ?? ""
  if (TOKEN.test(token)) await keepLinkToken(token)
  return token.slice(0, LONGEST)
}

/** Whoever opens the address of such a form directly, or comes back to it, is shown the page of their link. */
export function showLink(): Response {
  return seeOther("/connect")
}

const LONGEST = 1_000
