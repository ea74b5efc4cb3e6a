import { STATUS_CODES } from "node:http"

const TOKEN_PATH = "/oauth/token"
const API_PATH = "/api/v1"
// What the keeper calls the same: it is at the end of a problem's type.
const CODES: Record<number, string> = {
  404: "not_found",
  405: "method_not_allowed",
  413: "content_too_large",
  500: "temporarily_unavailable",
}

/** Whether programs ask there, with a secret of their own, and no browser does. Takes an address with or without query. */
export function isMachinePath(url: string): boolean {
  const path = pathOf(url)
  return path === TOKEN_PATH || path === API_PATH || path.startsWith(`${API_PATH}/`)
}

/**
 * A refusal in the form that the standard of the path wants: RFC 6749 §5.2 at the token endpoint, RFC 9457 in the API.
 * `text` tells the developer who reads it; both lead to a page of this site, as the keeper's own do.
 */
export function machineRefusal(
  { url, appUrl }: MachineAddress,
  status: number,
  text: string,
): MachineForm {
  const code = CODES[status] ?? "invalid_request"
  if (pathOf(url) === TOKEN_PATH) {
    const error = status >= 500 ? code : "invalid_request"
    return {
      type: "application/json",
      body: JSON.stringify({
        error,
        error_description: text,
        error_uri: `${appUrl}/services`,
      }),
      allow: "POST",
    }
  }
  const type = `urn:tenantry:problem:${code.replaceAll("_", "-")}`
  const error_uri = `${appUrl}${API_PATH}/docs`
  const problem = {
    type,
    title: STATUS_CODES[status],
    status,
    detail: text,
    error: code,
    error_uri,
  }
  return {
    type: "application/problem+json",
    body: JSON.stringify(problem),
    allow: "GET, HEAD, POST",
  }
}

function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? ""
}

type MachineAddress = { url: string; appUrl: string }
type MachineForm = { type: string; body: string; allow: string }
