import { randomBytes } from "node:crypto"
import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from "node:http"
import { isMachinePath } from "./machine"
import { fixedHeaders, type WebSite } from "./policy"
import { type Form, formOf, refusalOf } from "./refusal"

const STATIC_PATH = "/_next/static/"
const KEPT_STATUSES = new Set([200, 206, 304])

/**
 * Node's response, for one site, that has the last word on its headers: whoever answers (a page, a route, the framework's
 * own error, Node itself), the site's fixed headers go out, and nothing but the build's static files may be kept. An
 * error without a page or JSON of its own gets the app's.
 */
export function createGuardedResponse(site: WebSite) {
  return class extends ServerResponse<IncomingMessage> {
    readonly appUrl = site.appUrl
    readonly nonce = randomBytes(16).toString("base64")
    /** While the server drains, a client must not send its next request on this connection. */
    closesConnection = false
    private standIn: Form | null = null

    override writeHead(status: number, second?: string | Given, third?: Given): this {
      const [message, given] = typeof second === "string" ? [second, third] : [undefined, second]
      for (const [name, value] of pairs(given)) this.setHeader(name, value)
      this.standIn = this.findStandIn(status)
      const policy = this.ownPolicy()
      for (const [name, value] of Object.entries({
        ...this.standIn?.headers,
        ...fixedHeaders(site, this.nonce),
        ...policy,
      })) {
        this.setHeader(name, value)
      }
      if (!isKept(this, status)) this.setHeader("cache-control", "private, no-store")
      if (this.closesConnection) this.setHeader("connection", "close")
      this.removeHeader("x-powered-by")
      return message === undefined ? super.writeHead(status) : super.writeHead(status, message)
    }

    override write(...some: Arguments): boolean {
      return this.standIn === null ? super.write(...(some as [unknown])) : true
    }

    override end(...last: Arguments): this {
      // Not for every answer: Node counts the length of a body only when it writes the head itself.
      if (!this.headersSent && this.findStandIn(this.statusCode)) this.writeHead(this.statusCode)
      return this.standIn === null
        ? super.end(...(last as [unknown]))
        : super.end(this.standIn.body)
    }

    /** The keeper's page about its API comes with a policy that is tighter than ours. */
    private ownPolicy(): Record<string, string> {
      const policy = this.getHeader("content-security-policy")
      if (typeof policy !== "string" || !isMachinePath(this.req.url ?? "")) return {}
      return { "content-security-policy": policy }
    }

    private findStandIn(status: number): Form | null {
      const refusal = refusalOf(status)
      const type = String(this.getHeader("content-type") ?? "text/plain")
      if (refusal === null || !type.startsWith("text/plain")) return null
      return formOf(refusal, this)
    }
  }
}

/** Whether what was answered about keeping may stand. */
function isKept(response: ServerResponse<IncomingMessage>, status: number): boolean {
  const { url = "" } = response.req
  // To programs the keeper says so itself, to the letter of RFC 6749 §5.1.
  if (isMachinePath(url)) return response.getHeader("cache-control") === "no-store"
  return KEPT_STATUSES.has(status) && url.startsWith(STATIC_PATH)
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

type Arguments = [chunk?: unknown, encoding?: unknown, done?: unknown]
type Given = OutgoingHttpHeaders | OutgoingHttpHeader[]
export type GuardedResponse = InstanceType<ReturnType<typeof createGuardedResponse>>
