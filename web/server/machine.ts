import { STATUS_CODES } from "node:http"
import { API_PATH, oauthErrorBody, problemBody, readMachinePath } from "@/lib/machine-paths"

// What the keeper calls the same: it is at the end of a problem's type.
const CODES: Record<number, string> = {
  404: "not_found",
  405: "method_not_allowed",
  413: "content_too_large",
  500: "temporarily_unavailable",
}

const WITHOUT_DATABASE = /^\/(_next|api\/health)[/?]|^\/api\/health$/

/** Whether programs ask there, with a secret of their own, and no browser does. Takes an address with or without query. */
export function isMachinePath(url: string): boolean {
  return readMachinePath(url) !== null
}

/** Whether what is asked for there, by people or their browsers, comes out of the database. */
export function needsDatabase(url: string): boolean {
  return !isMachinePath(url) && !WITHOUT_DATABASE.test(url)
}

/**
 * A refusal in the form that the standard of the path wants. `text` tells the developer who reads it; both forms lead to a
 * page of this site, as the keeper's own do.
 */
export function machineRefusal(
  { url, appUrl }: MachineAddress,
  status: number,
  text: string,
): MachineForm {
  const code = CODES[status] ?? "invalid_request"
  if (readMachinePath(url)?.form === "oauth") {
    const error = status >= 500 ? code : "invalid_request"
    const body = oauthErrorBody({ code: error, detail: text, uri: `${appUrl}/services` })
    return { type: "application/json", body, allow: "POST" }
  }
  const body = problemBody({
    code,
    title: STATUS_CODES[status] ?? "",
    status,
    detail: text,
    uri: `${appUrl}${API_PATH}/docs`,
  })
  return { type: "application/problem+json", body, allow: "GET, HEAD, POST" }
}

type MachineAddress = { url: string; appUrl: string }
type MachineForm = { type: string; body: string; allow: string }
