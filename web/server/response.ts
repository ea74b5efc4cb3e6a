import { randomBytes } from "node:crypto"
import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from "node:http"
import type { DatabaseWatch } from "@/lib/db/outage/watch-database"
import { REFUSALS, type Refusal } from "@/web/words/refusals"
import { isMachinePath, needsDatabase } from "./machine"
import { fixedHeaders, type WebSite } from "./policy"
import { type Form, formOf, refusalOf } from "./refusal"

const STATIC_PATH = "/_next/static/"
const KEPT_STATUSES = new Set([200, 206, 304])

/** Node's response, which does not hear what a page still says once it was answered in the page's place. */
class DeafResponse extends ServerResponse<IncomingMessage> {
  isAnswered = false

  override setHeader(name: string, value: number | string | readonly string[]): this {
    return this.isAnswered ? this : super.setHeader(name, value)
  }

  override removeHeader(name: string): void {
    if (!this.isAnswered) super.removeHeader(name)
  }

  override writeHead(...head: Arguments): this {
    return this.isAnswered ? this : super.writeHead(...(head as [number]))
  }

  override write(...some: Arguments): boolean {
    return this.isAnswered || super.write(...(some as [unknown]))
  }

  override end(...last: Arguments): this {
    return this.isAnswered ? this : super.end(...(last as [unknown]))
  }
}

/**
 * Node's response, for one site, that has the last word on its headers: whoever answers (a page, a route, the framework's
 * own error, Node itself), the site's fixed headers go out, and nothing but the build's static files may be kept. An
 * error without a page or JSON of its own gets the app's, and so does any that came of an absent database.
 */
export function createGuardedResponse(site: WebSite, database: DatabaseWatch) {
  return class extends DeafResponse {
    readonly appUrl = site.appUrl
    readonly nonce = randomBytes(16).toString("base64")
    /** While the server drains, a client must not send its next request on this connection. */
    closesConnection = false
    /** A refusal is being sent: nothing stands in for it. */
    isRefused = false
    private readonly startedAt = performance.now()
    private standIn: Form | null = null

    override writeHead(status: number, second?: string | Given, third?: Given): this {
      const [message, given] = typeof second === "string" ? [second, third] : [undefined, second]
      for (const [name, value] of pairs(given)) this.setHeader(name, value)
      const sent = this.standInFor(status)
      for (const [name, value] of Object.entries({
        ...this.standIn?.headers,
        ...fixedHeaders(site, this.nonce),
        ...ownPolicy(this),
      })) {
        this.setHeader(name, value)
      }
      if (!isKept(this, status)) this.setHeader("cache-control", "private, no-store")
      if (this.closesConnection) this.setHeader("connection", "close")
      this.removeHeader("x-powered-by")
      return message === undefined ? super.writeHead(sent) : super.writeHead(sent, message)
    }

    override write(...some: Arguments): boolean {
      this.beginRefusal()
      return this.standIn === null ? super.write(...(some as [unknown])) : true
    }

    override end(...last: Arguments): this {
      this.beginRefusal()
      return this.standIn === null
        ? super.end(...(last as [unknown]))
        : super.end(this.standIn.body)
    }

    /** Not for every answer: Node counts the length of a body only when it writes the head itself. */
    private beginRefusal(): void {
      if (!this.headersSent && this.findRefusal(this.statusCode)) this.writeHead(this.statusCode)
    }

    /** Puts the app's own form in the place of an error that has none, and returns the status to send. */
    private standInFor(status: number): number {
      const refusal = this.findRefusal(status)
      if (refusal === null) return status
      this.standIn = formOf(refusal, this)
      this.removeHeader("content-encoding")
      return refusal === "database_away" ? REFUSALS[refusal][0] : status
    }

    private findRefusal(status: number): Refusal | null {
      if (this.isRefused) return null
      if (status >= 500 && this.metOutage()) return "database_away"
      const type = String(this.getHeader("content-type") ?? "text/plain")
      return type.startsWith("text/plain") ? refusalOf(status) : null
    }

    /** Whether an error of this request is likely to come of an absent database. */
    metOutage(): boolean {
      if (!needsDatabase(this.req.url ?? "")) return false
      void database.doubt()
      return database.metTroubleSince(this.startedAt)
    }
  }
}

/** The keeper's page about its API comes with a policy that is tighter than ours. */
function ownPolicy(response: ServerResponse<IncomingMessage>): Record<string, string> {
  const policy = response.getHeader("content-security-policy")
  if (typeof policy !== "string" || !isMachinePath(response.req.url ?? "")) return {}
  return { "content-security-policy": policy }
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
