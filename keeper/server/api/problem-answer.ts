import type { Answer } from "@/keeper/server/machines/http-message"
import { refusalHeaders } from "@/keeper/server/machines/oauth-answers"
import { REFUSALS, type Refusal } from "@/keeper/server/machines/refusals"
import { problemBody } from "@/lib/machine-paths"

// In the API the path names the organisation, so an unknown one is a missing resource.
const NOT_THERE = 404

/** RFC 9457. */
export function problemAnswer(refusal: Refusal, appUrl: string): Answer {
  const { code, detail, path } = refusal
  const status = code === "invalid_target" ? NOT_THERE : REFUSALS[code].status
  const { title } = REFUSALS[code]
  return {
    status,
    body: problemBody({ code, title, status, detail, uri: `${appUrl}${path}` }),
    contentType: "application/problem+json",
    headers: refusalHeaders(code, refusal),
  }
}
