import { STATUS_CODES } from "node:http"

const TOKEN_PATH = "/oauth/token"
const API_PATH = "/api/v1/"

/** Whether programs ask there, with a secret of their own, and no browser does. Takes an address with or without query. */
export function isMachinePath(url: string): boolean {
  return pathOf(url) === TOKEN_PATH || pathOf(url).startsWith(API_PATH)
}

/**
 * A refusal in the form that the standard of the path wants: RFC 6749 §5.2 at the token endpoint, RFC 9457 in the API.
 * `text` tells the developer who reads it.
 */
export function machineRefusal(url: string, status: number, text: string): MachineForm {
  if (pathOf(url) === TOKEN_PATH) {
    const error = status >= 500 ? "server_error" : "invalid_request"
    return {
      type: "application/json",
      body: JSON.stringify({ error, error_description: text }),
      allow: "POST",
    }
  }
  const problem = { type: "about:blank", title: STATUS_CODES[status], status, detail: text }
  return {
    type: "application/problem+json",
    body: JSON.stringify(problem),
    allow: "GET, HEAD, POST",
  }
}

function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? ""
}

type MachineForm = { type: string; body: string; allow: string }
