import type { IncomingMessage } from "node:http"
import type { Keeper } from "@/keeper/keeper"
import type { Answer } from "@/keeper/server/machines/http-message"
import { oauthError } from "@/keeper/server/machines/oauth-answers"
import { parseForm } from "@/keeper/server/machines/read-client"
import { badRequest, refuse } from "@/keeper/server/machines/refusals"
import { endByIssuer } from "@/keeper/sso/end-by-issuer"

/** `POST /oauth/backchannel-logout`: OpenID Connect Back-Channel Logout 1.0 §2.5, §2.8. The token is what proves who asks. */
export async function answerLogout(
  { keeper, appUrl }: LogoutParts,
  { request, body }: LogoutCall,
): Promise<Answer> {
  if (request.method !== "POST") return oauthError(WRONG_METHOD, appUrl)
  const token = body === null ? undefined : parseForm(body)?.logout_token
  if (!token) return oauthError(NO_TOKEN, appUrl)
  const outcome = await endByIssuer(keeper, token)
  if (outcome === "ended") return { status: 200, body: "{}" }
  keeper.log.warn({ event: "logout_token_refused", outcome })
  return oauthError(outcome === "refused" ? REFUSED : NOT_NOW, appUrl)
}

const PAGE = "/settings/sign-in"
const WRONG_METHOD = refuse("method_not_allowed", "Send a POST", PAGE)
const NO_TOKEN = badRequest("The body must be a form of at most 16 KB with one logout_token", PAGE)
const REFUSED = badRequest("The logout token is not valid here, or was used before", PAGE)
const NOT_NOW = refuse(
  "temporarily_unavailable",
  "Single sign-on is not set up, or the issuer's keys cannot be read now",
  PAGE,
)

type LogoutParts = { keeper: Keeper; appUrl: string }
/** `body`: null if it was too large. */
type LogoutCall = { request: IncomingMessage; body: string | null }
