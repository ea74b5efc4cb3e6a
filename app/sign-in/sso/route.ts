import { z } from "zod"
import { seeOther } from "@/app/see-other"
import { askKeeper } from "@/web/ask-keeper"
import { safeCallbackPath } from "@/web/auth/callback-path"
import { findMember } from "@/web/auth/require-member"
import { keepTripCookie } from "@/web/auth/trip-cookie"

const FORM = z.object({
  callbackUrl: z.string().optional(),
  invitation: z.string().max(200).optional(),
})

/** Begins a sign-in at the issuer and redirects there; with an invitation's token, to accept it. */
export async function POST(request: Request): Promise<Response> {
  const entered = Object.fromEntries(new URLSearchParams(await request.text()))
  const form = FORM.safeParse(entered).data ?? {}
  const path = safeCallbackPath(form.callbackUrl)
  if ((await findMember()) !== null) return seeOther(path)
  const started = await askKeeper("startSso", null, { path, invitation: form.invitation ?? null })
  if (started.kind !== "started") {
    const problem = started.kind === "refused" ? started.reason : started.kind
    return seeOther(`/sign-in?sso=${problem}&callbackUrl=${encodeURIComponent(path)}`)
  }
  await keepTripCookie("sso", started)
  return seeOther(started.authorizationUrl)
}

/** Anyone who opens this address directly is sent to the button. */
export function GET(): Response {
  return seeOther("/sign-in")
}
