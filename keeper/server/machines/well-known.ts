import { problemAnswer } from "@/keeper/server/api/problem-answer"
import type { Answer } from "@/keeper/server/machines/http-message"
import { refuse } from "@/keeper/server/machines/refusals"
import { API_PATH, TOKEN_PATH, WELL_KNOWN_PATH } from "@/lib/machine-paths"

// RFC 9116 §2.5.5 wants less than a year. It is counted anew with each answer.
const SECURITY_TXT_LIVES_IN_DAYS = 180
const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1_000

/** What anybody may read below `/.well-known` (RFC 8615). */
export function answerWellKnown(site: Site, { method, path }: WellKnownCall): Answer {
  const document = documentAt(path.slice(WELL_KNOWN_PATH.length), site)
  if (document === null) return problemAnswer(notFound, site.appUrl)
  const reads = method === "GET" || method === "HEAD"
  return reads ? document : problemAnswer(wrongMethod, site.appUrl)
}

function documentAt(name: string, site: Site): Answer | null {
  if (name === "/oauth-authorization-server") return serverMetadata(site)
  const { securityContact } = site
  if (name !== "/security.txt" || securityContact === undefined) return null
  return securityTxt({ ...site, securityContact })
}

/** RFC 8414 §2: where and how services fetch tokens. There is no authorization endpoint, so no response type. */
function serverMetadata({ appUrl }: Site): Answer {
  const metadata = {
    issuer: appUrl,
    token_endpoint: `${appUrl}${TOKEN_PATH}`,
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    grant_types_supported: ["client_credentials"],
    response_types_supported: [],
    service_documentation: `${appUrl}${API_PATH}/docs`,
  }
  return { status: 200, body: JSON.stringify(metadata) }
}

/** RFC 9116: whom to tell of a weakness. */
function securityTxt({ appUrl, securityContact, now }: Site & { securityContact: string }): Answer {
  const today = Math.floor(now() / DAY_IN_MILLISECONDS)
  const expiresAt = new Date((today + SECURITY_TXT_LIVES_IN_DAYS) * DAY_IN_MILLISECONDS)
  const lines = [
    `Contact: ${securityContact}`,
    `Expires: ${expiresAt.toISOString()}`,
    `Canonical: ${appUrl}${WELL_KNOWN_PATH}/security.txt`,
  ]
  const contentType = "text/plain; charset=utf-8"
  return { status: 200, body: lines.map((line) => `${line}\n`).join(""), contentType }
}

const PAGE = `${API_PATH}/docs`
const notFound = refuse("not_found", "There is no such document here", PAGE)
const WRONG_METHOD = "This address does not support that method"
const wrongMethod = { ...refuse("method_not_allowed", WRONG_METHOD, PAGE), allowed: "GET, HEAD" }

type Site = {
  appUrl: string
  /** A URI; undefined where nobody is named. */
  securityContact: string | undefined
  /** Milliseconds since the epoch. */
  now: () => number
}
type WellKnownCall = { method: string | undefined; path: string }
