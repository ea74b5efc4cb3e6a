import { randomBytes } from "node:crypto"
import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from "node:http"
import { fixedHeaders, type WebSite } from "./web-policy"

const STATIC_PATH = "/_next/static/"
const KEPT_STATUSES = new Set([200, 206, 304])

/**
 * Node's response, for one site, that has the last word on its headers: whoever answers (a page, a route, the framework's
 * own error, Node itself), the site's fixed headers go out, and nothing but the build's static files may be kept.
 */
export function createGuardedResponse(site: WebSite) {
  return class extends ServerResponse<IncomingMessage> {
    readonly nonce = randomBytes(16).toString("base64")
    /** While the server drains, a client must not send its next request on this connection. */
    closesConnection = false

    override writeHead(status: number, second?: string | Given, third?: Given): this {
      const [message, given] = typeof second === "string" ? [second, third] : [undefined, second]
      for (const [name, value] of pairs(given)) this.setHeader(name, value)
      for (const [name, value] of Object.entries(fixedHeaders(site, this.nonce))) {
        this.setHeader(name, value)
      }
      if (!isKept(this.req, status)) this.setHeader("cache-control", "private, no-store")
      if (this.closesConnection) this.setHeader("connection", "close")
      this.removeHeader("x-powered-by")
      return message === undefined ? super.writeHead(status) : super.writeHead(status, message)
    }
  }
}

function isKept(request: IncomingMessage, status: number): boolean {
  return KEPT_STATUSES.has(status) && request.url?.startsWith(STATIC_PATH) === true
}

// Headers come as an object, as a flat list, or not at all.
function pairs(given: Given | undefined): [string, OutgoingHttpHeader][] {
  if (given === undefined) return []
  if (!Array.isArray(given)) {
    return Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] satisfies [string, OutgoingHttpHeader]],
    )
  }
  return given.flatMap((name, at): [string, OutgoingHttpHeader][] => {
    const value = given[at + 1]
    return at % 2 === 0 && value !== undefined ? [[String(name), value]] : []
  })
}

type Given = OutgoingHttpHeaders | OutgoingHttpHeader[]
export type GuardedResponse = InstanceType<ReturnType<typeof createGuardedResponse>>
