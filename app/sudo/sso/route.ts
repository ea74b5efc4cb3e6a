import { seeOther } from "@/app/see-other"
import { askKeeper } from "@/web/ask-keeper"
import { signInPath } from "@/web/auth/callback-path"
import { findMember } from "@/web/auth/require-member"
import { keepTripCookie } from "@/web/auth/trip-cookie"

/** Sends a member to the issuer of single sign-on, in a tab of its own, to confirm that it is them. */
export async function POST(): Promise<Response> {
  // A redirect of the framework's would be 307, and repeat the post.
  const member = await findMember()
  if (member === null) return seeOther(signInPath("/organisations"))
  const started = await askKeeper("startSsoProof", member, {})
  if (started.kind !== "started") {
    const problem = started.kind === "refused" ? started.reason : started.kind
    return seeOther(`/sudo/confirmed?sso=${problem}`)
  }
  await keepTripCookie("sso", started)
  return seeOther(started.authorizationUrl)
}

/** Nobody has a reason to come here. */
export function GET(): Response {
  return seeOther("/organisations")
}
