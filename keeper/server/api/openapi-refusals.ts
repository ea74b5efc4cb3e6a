import { REFUSALS, type RefusalCode } from "@/keeper/server/machines/refusals"

/** What a request for a token may be refused with. */
export const TOKEN_REFUSALS: RefusalCode[] = [
  ...(["invalid_request", "unsupported_grant_type", "invalid_target", "invalid_scope"] as const),
  "invalid_client",
  ...(["reconnect_required", "tenant_disconnected", "content_too_large"] as const),
  ...(["unsupported_media_type", "too_many_requests", "temporarily_unavailable"] as const),
]
/** The refusals that every operation may give, and below those that only one with a body may give. */
export const OF_ALL: RefusalCode[] = [
  ...(["invalid_request", "invalid_client"] as const),
  ...(["too_many_requests", "temporarily_unavailable"] as const),
]
export const OF_BODIES: RefusalCode[] = ["content_too_large", "unsupported_media_type"]

/** All refusals as rows of a table in Markdown. */
export const ERRORS = Object.entries(REFUSALS)
  .map(([code, { status, title }]) => `| ${status} | \`${code}\` | ${title} |`)
  .join("\n")

/** The document's answers for these refusals, by status. `schema` names their form. */
export function refusals(
  codes: RefusalCode[],
  type: string,
  schema: string,
): Record<string, object> {
  const statuses = [...new Set(codes.map((code) => statusOf(code, schema)))]
  const entries = statuses.map((status) => {
    const meant = codes.filter((code) => statusOf(code, schema) === status)
    const description = meant.map((code) => `${code}: ${REFUSALS[code].title}`).join(". ")
    return [status, { ...response(description, type, schema), ...HEADERS[status] }]
  })
  return Object.fromEntries(entries)
}

function statusOf(code: RefusalCode, schema: string): number {
  return code === "invalid_target" && schema === "Problem" ? 404 : REFUSALS[code].status
}

/** An answer of the document, in the form of a named schema. */
export function response(description: string, type: string, name: string): object {
  return { description, content: { [type]: { schema: reference(name) } } }
}

export function reference(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` }
}

const seconds = { schema: { type: "integer" }, description: "Seconds" }
const HEADERS: Record<number, object> = {
  401: { headers: { "WWW-Authenticate": { schema: { type: "string" } } } },
  429: { headers: { "Retry-After": seconds } },
  503: { headers: { "Retry-After": seconds } },
}
