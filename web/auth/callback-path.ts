export const DEFAULT_PATH = "/organisations"
/** The sign-in page, which says that the database's disk is full. */
export const DISK_FULL_PATH = "/sign-in?error=disk_full"

const BASE = "http://tenantry.example"
// Signing in again, machines' answers and Xero's way back are no places to come back to.
const NO_DESTINATION = /^\/(sign-in|setup|invitations|email|api|xero|oauth|_next)(\/|$)/

/** Where to go after signing in: a path of this site as it was asked for, else `/organisations`. Never another site. */
export function safeCallbackPath(asked: unknown): string {
  if (typeof asked !== "string" || asked.length > 2_000) return DEFAULT_PATH
  // Browsers drop tabs and line ends from URLs and read a backslash as a slash.
  if (!/^\/(?!\/)/.test(asked) || /[\\\p{Cc}]/u.test(asked) || !URL.canParse(asked, BASE)) {
    return DEFAULT_PATH
  }
  const url = new URL(asked, BASE)
  // "/.//evil.example" is this site's path "//evil.example", which a browser would read as another site.
  if (url.origin !== BASE || url.pathname.startsWith("//")) return DEFAULT_PATH
  return NO_DESTINATION.test(url.pathname) ? DEFAULT_PATH : url.pathname + url.search + url.hash
}

/** The sign-in page's address that leads back to `path`. */
export function signInPath(path: string): string {
  return `/sign-in?callbackUrl=${encodeURIComponent(safeCallbackPath(path))}`
}
