import type { Answer } from "@/keeper/server/machines/http-message"
import { refusalHeaders } from "@/keeper/server/machines/oauth-answers"
import { REFUSALS, type Refusal } from "@/keeper/server/machines/refusals"
import { problemBody } from "@/lib/machine-paths"

// In an address of the API the organisation is the resource that is asked for, and there is none.
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
