import { isUtf8 } from "node:buffer"
import { randomUUID } from "node:crypto"
import type { IncomingHttpHeaders, IncomingMessage } from "node:http"
import { IMPORTS_PATH, MOST_IMPORT_BYTES, readMachinePath } from "@/lib/machine-paths"
import { INTERNAL_HEADERS } from "@/web/auth/internal-headers"
import type { Refusal } from "@/web/words/refusals"
import { clientAddress } from "./client-address"
import { isMachinePath } from "./machine"
import { contentSecurityPolicy, type WebSite } from "./policy"

const BODY_LIMIT_IN_BYTES = 1024 * 1024
const MACHINE_BODY_LIMIT_IN_BYTES = 64 * 1024
// A file of refresh tokens, which web passes on to the keeper.
const UPLOAD_PATH = "/organisations/import/upload"
const UPLOAD_LIMIT_IN_BYTES = 10 * 1024 * 1024
const READING = new Set(["GET", "HEAD"])
// What routes can answer; anything else they would answer in a form of the framework's.
const MACHINE_METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
// The image optimiser, and a page of ours that the framework shows when all else fails: asked for by itself it is a 500.
const OF_THE_FRAMEWORK = new Set(["/_next/image", "/_global-error"])
const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(\/|$)/i

/** Why a request is turned away before any page sees it, or null. */
export function judgeRequest(request: IncomingMessage, site: WebSite): Refusal | null {
  const { method = "", headers } = request
  const path = (request.url ?? "").split("?", 1)[0] ?? ""
  // No text of ours can hold U+0000, and the database refuses it.
  if (/%00/.test(request.url ?? "")) return "malformed_request"
  // What a web sends is for a keeper: passed on, it would come back without end.
  if (headers["tenantry-web"] !== undefined) return "not_found"
  if (!isReadable(path) || !namesOneHost(request)) return "malformed_request"
  if (OF_THE_FRAMEWORK.has(path)) return "not_found"
  if (Number(headers["content-length"] ?? 0) > bodyLimitInBytes(path)) return "too_large"
  const machine = readMachinePath(path)
  if (machine === null) return judgeMethod(method, headers, site)
  return machine.isExact ? judgeMachine(method) : "not_found"
}

// Services ask without a browser; a secret of their own lets them in, no cookie does.
function judgeMachine(method: string): Refusal | null {
  return MACHINE_METHODS.has(method) ? null : "method_not_allowed"
}

function judgeMethod(method: string, headers: IncomingHttpHeaders, site: WebSite): Refusal | null {
  if (READING.has(method)) return null
  if (method !== "POST") return "method_not_allowed"
  return isSameOrigin(headers, site) ? null : "cross_site_request"
}

/** How much may be sent to a path. */
export function bodyLimitInBytes(path: string): number {
  if (isUploadPath(path)) return UPLOAD_LIMIT_IN_BYTES
  if (path.split("?", 1)[0] === IMPORTS_PATH) return MOST_IMPORT_BYTES
  return isMachinePath(path) ? MACHINE_BODY_LIMIT_IN_BYTES : BODY_LIMIT_IN_BYTES
}

/** Whether a file of refresh tokens is sent there. */
export function isUploadPath(path: string): boolean {
  return path.split("?", 1)[0] === UPLOAD_PATH
}

/**
 * Leaves only what may shape an answer: Host and X-Forwarded-* say APP_URL, whatever was sent; headers that steer the
 * framework, and our own, cannot come from outside.
 */
export function cleanHeaders(request: IncomingMessage, site: WebSite, nonce: string): void {
  const { headers } = request
  const address = clientAddress(
    request.socket.remoteAddress,
    headers["x-forwarded-for"],
    site.proxies,
  )
  for (const name of Object.keys(headers)) if (isSteering(name, site)) delete headers[name]
  const { host, protocol } = new URL(site.appUrl)
  if (headers.origin === "null") headers.origin = site.appUrl
  headers.host = host
  headers["x-forwarded-host"] = host
  headers["x-forwarded-proto"] = protocol.slice(0, -1)
  headers["x-forwarded-for"] = address
  // The framework takes its nonce from here, pages from `x-nonce`.
  headers["content-security-policy"] = contentSecurityPolicy(site, nonce)
  headers["x-nonce"] = nonce
  headers[INTERNAL_HEADERS.address] = address
  headers[INTERNAL_HEADERS.path] = askedPath(request.url ?? "/")
  headers[INTERNAL_HEADERS.requestId] = randomUUID()
  request.rawHeaders = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().flatMap((one) => [name, one]),
  )
}

/** RFC 9112 §3.2: exactly one; before HTTP/1.1 none will do. Node keeps the first of several. */
function namesOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name)).length
  return hosts === 1 || (hosts === 0 && httpVersion === "1.0")
}

function isReadable(path: string): boolean {
  if (!path.startsWith("/") || path.includes("\\") || DOT_SEGMENT.test(path)) return false
  if (/%(?![0-9a-f]{2})/i.test(path)) return false
  return isUtf8(decodeBytes(path))
}

function decodeBytes(path: string): Buffer {
  const text = path.replace(/%([0-9a-f]{2})/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(text, "latin1")
}

// Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with a form that a page posts without a script
// (Fetch, "append a request Origin header"). Then they tell by Sec-Fetch-Site, which no page can set, where it came from.
function isSameOrigin(headers: IncomingHttpHeaders, site: WebSite): boolean {
  if (headers.origin === "null") return headers["sec-fetch-site"] === "same-origin"
  return headers.origin === site.appUrl
}

function isSteering(name: string, { dev }: WebSite): boolean {
  if (dev && name.startsWith("x-nextjs-")) return false
  return /^(x-|tenantry-|forwarded$|next-resume|content-security-policy|middleware-)/.test(name)
}

// Without the framework's own cache-busting parameter.
function askedPath(url: string): string {
  return url.replace(/([?&])_rsc=[^&]*&?/, "$1").replace(/[?&]$/, "")
}
