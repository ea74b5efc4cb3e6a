import type { z } from "zod"
import type { problem } from "@/keeper/server/api/schemas"
import type { Answer } from "@/keeper/server/machines/http-message"
import { refusalHeaders } from "@/keeper/server/machines/oauth-answers"
import { REFUSALS, type Refusal } from "@/keeper/server/machines/refusals"

// In an address of the API the organisation is the resource that is asked for, and there is none.
const NOT_THERE = 404

/** RFC 9457. `type` is the same in every installation and version. */
export function problemAnswer(refusal: Refusal, appUrl: string): Answer {
  const { code, detail, path } = refusal
  const status = code === "invalid_target" ? NOT_THERE : REFUSALS[code].status
  const body: z.input<typeof problem> = {
    type: `urn:tenantry:problem:${code.replaceAll("_", "-")}`,
    title: REFUSALS[code].title,
    status,
    detail,
    error: code,
    error_uri: `${appUrl}${path}`,
  }
  return {
    status,
    body: JSON.stringify(body),
    contentType: "application/problem+json",
    headers: refusalHeaders(code, refusal),
  }
}
