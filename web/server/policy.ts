import type { BlockList } from "node:net"
import { isLoopback } from "@/lib/loopback"

const YEAR_IN_SECONDS = 365 * 24 * 60 * 60

/** The headers that every answer carries, errors and refusals included. */
export function fixedHeaders(site: WebSite, nonce: string): Record<string, string> {
  const isHttps = site.appUrl.startsWith("https:")
  return {
    "content-security-policy": contentSecurityPolicy(site, nonce),
    ...(isHttps && { "strict-transport-security": transportSecurity(site) }),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "permissions-policy":
      "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), clipboard-write=(self)",
  }
}

function transportSecurity({ coversSubDomains }: WebSite): string {
  return `max-age=${YEAR_IN_SECONDS}${coversSubDomains ? "; includeSubDomains" : ""}`
}

/** Only this site's own scripts and styles run: those that carry this answer's nonce, and what those scripts load. */
export function contentSecurityPolicy({ appUrl, dev }: WebSite, nonce: string): string {
  const onLoopback = isLoopback(appUrl)
  const directives = {
    "default-src": "'none'",
    // React evaluates text while developing, to show the server's stacks.
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src": dev ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": formTargets(onLoopback),
    "frame-ancestors": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    ...(onLoopback ? {} : { "upgrade-insecure-requests": "" }),
  }
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join("; ")
}

// Chromium holds a form's redirects to form-action too, and POST /xero/connect answers 303 to Xero. Where Xero's screen
// lives is in its discovery document, which only the keeper reads, and a page opened before the first consent must
// already allow it; so any https site will do as a target, and a sandbox's loopback port where this app is on loopback
// itself. What this gives up is small: a form of another site's making would have to get past React's escaping first.
function formTargets(onLoopback: boolean): string {
  return onLoopback ? "'self' https: http://localhost:* http://127.0.0.1:*" : "'self' https:"
}

export type WebSite = {
  appUrl: string
  dev: boolean
  /** Whose X-Forwarded-For is believed. */
  proxies: BlockList
  /** Whether browsers shall reach the hosts below this one by https alone, too (RFC 6797 §6.1.2). */
  coversSubDomains: boolean
}
