export const TOKEN_PATH = "/oauth/token"
/** Where the issuer of single sign-on posts logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.5). */
export const LOGOUT_PATH = "/oauth/backchannel-logout"
export const API_PATH = "/api/v1"
/** Where services bring refresh tokens: its bodies are larger than any other's. */
export const IMPORTS_PATH = `${API_PATH}/imports`
export const MOST_IMPORT_BYTES = 2 * 1024 * 1024
export const WELL_KNOWN_PATH = "/.well-known"
/** Where another installation claims what was handed over to it. */
export const CLAIM_PATH = `${API_PATH}/hand-overs/claim`
const HEALTH_PATHS = ["/api/health", "/api/health/live", "/api/health/ready"]
/** Where next-auth answers browsers. */
const BROWSER_PATH = "/api/auth"
const MISSPELLED = /[%\\]|\/\/|.\/$|\/\.{1,2}(\/|$)/
const ROOTS = ["/oauth", "/api", WELL_KNOWN_PATH]

/**
 * Whether an address, with or without query, is for programs, which bring a secret of their own and no browser's session;
 * null where it is not. One that is spelled otherwise than the endpoint's (a slash too many, an escape, a dot, capital
 * letters) is for programs as well, so that whoever mistyped it is told so in the form that they read. So is whatever else
 * stands below `/api`, save what browsers ask there and the health checks themselves, which need no secret. `isExact`: none
 * of that.
 */
export function readMachinePath(url: string): MachinePath | null {
  const path = url.split("?", 1)[0] ?? ""
  if (path === TOKEN_PATH || path === LOGOUT_PATH) return { path, form: "oauth", isExact: true }
  const meant = plainPath(path)
  if (HEALTH_PATHS.includes(path) || isBelow(BROWSER_PATH, meant)) return null
  const root = ROOTS.find((one) => isBelow(one, meant))
  if (root === undefined) return null
  if (root === "/oauth") return { path, form: "oauth", isExact: false }
  const isKnown = isBelow(API_PATH, path) || isBelow(WELL_KNOWN_PATH, path)
  return { path, form: "problem", isExact: isKnown && !MISSPELLED.test(path) }
}

function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(`${root}/`)
}

function plainPath(path: string): string {
  const decoded = path.replace(/%([2-7][0-9a-f])/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  const segments: string[] = []
  for (const one of decoded.replaceAll("\\", "/").toLowerCase().split("/")) {
    if (one === "..") segments.pop()
    else if (one !== "" && one !== ".") segments.push(one)
  }
  return `/${segments.join("/")}`
}

/** The body of a refusal in the form of RFC 6749 §5.2. `uri`: the page that mends it. */
export function oauthErrorBody({ code, detail, uri }: RefusalFacts): string {
  // The characters that the standard allows.
  const error_description = detail.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'")
  return JSON.stringify({ error: code, error_description, error_uri: uri })
}

/** The same in the form of RFC 9457. `type` is the same in every installation and version. */
export function problemBody({ code, detail, uri, status, title }: ProblemFacts): string {
  return JSON.stringify({
    type: `urn:tenantry:problem:${code.replaceAll("_", "-")}`,
    title,
    status,
    detail,
    error: code,
    error_uri: uri,
  })
}

type MachinePath = {
  path: string
  /** In which standard's form it is refused: RFC 6749's or RFC 9457's. */
  form: "oauth" | "problem"
  isExact: boolean
}
type RefusalFacts = { code: string; detail: string; uri: string }
type ProblemFacts = RefusalFacts & { status: number; title: string }
