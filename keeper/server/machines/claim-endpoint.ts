import { type ClaimCall, claim, claimHandOver } from "@/keeper/hand-overs/answer-claim"
import type { Keeper } from "@/keeper/keeper"
import { problemAnswer } from "@/keeper/server/api/problem-answer"
import type { Answer } from "@/keeper/server/machines/http-message"
import { badRequest, FAILED, refuse } from "@/keeper/server/machines/refusals"
import { parseJson } from "@/lib/parse-json"

/** `POST /api/v1/hand-overs/claim`: another installation claims what was exported for it. The secret in its file proves who asks. */
export async function answerClaim(
  { keeper, appUrl }: { keeper: Keeper; appUrl: string },
  { request, body }: ClaimCall,
): Promise<Answer> {
  if (request.method !== "POST") return problemAnswer(WRONG_METHOD, appUrl)
  const asked = claim.safeParse(parseJson(body ?? ""))
  if (!asked.success) return problemAnswer(WRONG_BODY, appUrl)
  if (keeper.guard.isCopy() || keeper.draining) return problemAnswer(FAILED, appUrl)
  const outcome = await claimHandOver(keeper, asked.data)
  if (outcome === null) return problemAnswer(UNKNOWN, appUrl)
  return { status: 200, body: JSON.stringify({ outcome }) }
}

const PAGE = "/organisations"
const WRONG_METHOD = refuse("method_not_allowed", "Send a POST", PAGE)
const WRONG_BODY = badRequest('The body must be {"id": "…", "secret": "…", "claimant": "…"}', PAGE)
const UNKNOWN = refuse("not_found", "Nothing was handed over under this id and secret", PAGE)
