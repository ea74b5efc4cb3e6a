import { z } from "zod"
import { seeOther } from "@/app/see-other"
import { askKeeper } from "@/web/ask-keeper"
import { signInPath } from "@/web/auth/callback-path"
import { findMember, requireMember } from "@/web/auth/require-member"
import { keepTripCookie } from "@/web/auth/trip-cookie"

const TENANT = z.object({ tenantId: z.guid() })
const xeroAppId = z.guid().optional()
const FORM = z.union([
  TENANT.extend({ purpose: z.literal("authoriser"), xeroAppId }),
  TENANT.extend({ purpose: z.literal("reconnect").default("reconnect"), xeroAppId }),
  z.object({
    tenantId: z.undefined().optional(),
    purpose: z.literal("connect").default("connect"),
    xeroAppId,
  }),
])

/** Starts a consent and redirects to Xero. A form that names an organisation reconnects it, or adds an authoriser. */
export async function POST(request: Request): Promise<Response> {
  // A redirect of the framework's would be 307, and repeat the post.
  if ((await findMember()) === null) return seeOther(signInPath("/organisations"))
  const member = await requireMember("admin")
  const form = FORM.safeParse(Object.fromEntries(new URLSearchParams(await request.text())))
  if (!form.success) return seeOther("/organisations?problem=not_found")
  const started = await askKeeper("startConsent", member, form.data)
  if (started.kind !== "started") {
    const problem = started.kind === "xero_trouble" ? started.trouble : started.kind
    return seeOther(`/organisations?problem=${problem}`)
  }
  await keepTripCookie("consent", started)
  return seeOther(started.authorizationUrl)
}

/** Anyone who opens this address directly, or comes back to it, is sent to the button on the organisations' page. */
export function GET(): Response {
  return seeOther("/organisations")
}
