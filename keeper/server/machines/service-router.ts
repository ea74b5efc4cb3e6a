import type { IncomingMessage, ServerResponse } from "node:http"
import type { Socket } from "node:net"
import { type ApiRequest, answerApi } from "@/keeper/server/api/answer-api"
import { problemAnswer } from "@/keeper/server/api/problem-answer"
import { answerClaim } from "@/keeper/server/machines/claim-endpoint"
import {
  type Answer,
  type AnswerContext,
  createAddressReader,
  MOST_BODY_BYTES,
  readBody,
  send,
} from "@/keeper/server/machines/http-message"
import { answerLogout } from "@/keeper/server/machines/logout-endpoint"
import { mostBodyBytes } from "@/keeper/server/machines/most-body-bytes"
import { oauthError } from "@/keeper/server/machines/oauth-answers"
import { DISK_FULL, FAILED, OFFLINE, type Refusal, refuse } from "@/keeper/server/machines/refusals"
import { answerToken } from "@/keeper/server/machines/token-endpoint"
import { answerWellKnown } from "@/keeper/server/machines/well-known"
import { andThen, type Eventual } from "@/keeper/services/access/eventual"
import { withDeadline } from "@/keeper/services/memory/with-deadline"
import type { ServiceContext } from "@/keeper/services/service-context"
import { isDiskFull } from "@/lib/db/sql-state"
import {
  CLAIM_PATH,
  LOGOUT_PATH,
  readMachinePath,
  TOKEN_PATH,
  WELL_KNOWN_PATH,
} from "@/lib/machine-paths"

// Longer than any wait inside.
const ANSWER_LIMITS = { silentMilliseconds: 15_000, mostMilliseconds: 115_000 }
const NOT_FOUND = refuse("not_found", "There is nothing at this address. Check how it is spelled.")

/**
 * Answers the machines' paths before the framework sees the request. Returns false for any other path, of which it has taken
 * nothing but an origin that was written before it.
 */
export function createServiceRouter(options: RouterOptions): ServiceRouter {
  const { context, appUrl, keeperSecrets, securityContact } = options
  const site = { appUrl, securityContact, now: Date.now }
  const parts: AnswerContext = { context, appUrl, addressOf: createAddressReader(keeperSecrets) }

  function answer(call: ApiRequest): Eventual<Answer> {
    if (call.path === TOKEN_PATH) return answerCounted(call)
    const { form = "problem", isExact = false } = readMachinePath(call.path) ?? {}
    return isExact ? answerSafely(form, () => answerExact(call)) : refused(form, NOT_FOUND)
  }

  function answerExact(call: ApiRequest): Eventual<Answer> {
    const { path, request } = call
    if (path === LOGOUT_PATH) return answerLogout({ keeper: context.keeper, appUrl }, call)
    if (path === CLAIM_PATH) return answerClaim({ keeper: context.keeper, appUrl }, call)
    if (!path.startsWith(WELL_KNOWN_PATH)) return answerApi(parts, call)
    return answerWellKnown(site, { method: request.method, path })
  }

  function answerCounted(call: ApiRequest): Eventual<Answer> {
    const begunAt = performance.now()
    const answered = answerSafely("oauth", () => answerToken(parts, call))
    return andThen(answered, (answer) => {
      const took = performance.now() - begunAt
      context.keeper.numbers.tokenAnswers.count(answer.refusal ?? "ok", took)
      return answer
    })
  }

  /** What `make` answers; where it fails or takes too long, a refusal that says so. */
  function answerSafely(form: ErrorForm, make: () => Eventual<Answer>): Eventual<Answer> {
    const broken = (cause: unknown) => refused(form, failureOf(context, cause))
    try {
      const answer = make()
      if (!(answer instanceof Promise)) return answer
      return withDeadline(context.feed, ANSWER_LIMITS, answer).catch(broken)
    } catch (cause) {
      return broken(cause)
    }
  }

  function refused(form: ErrorForm, refusal: Refusal): Answer {
    return form === "oauth" ? oauthError(refusal, appUrl) : problemAnswer(refusal, appUrl)
  }

  function deliver(response: ServerResponse, answer: Answer): void {
    if (context.keeper.draining) response.shouldKeepAlive = false
    try {
      send(response, answer)
    } catch {
      // This happens only if the caller hung up.
      response.destroy()
    }
  }

  return (request, response) => {
    // Most requests are for this address, as it is spelled.
    if (request.url !== TOKEN_PATH) {
      request.url = request.url?.replace(ORIGIN, "") || "/"
      if (readMachinePath(request.url) === null) return false
    }
    request.on("error", () => response.destroy())
    const { path, query } = split(request.url)
    const read = (most: number | Refusal) => {
      const isKnown = typeof most === "number"
      readBody(request, isKnown ? most : MOST_BODY_BYTES, (body) => {
        const known = isKnown ? answer({ request, path, query, body }) : refused("problem", most)
        andThen(known, (whole) => deliver(response, whole))
      })
    }
    const most = mostBodyBytes(parts, { request, path })
    if (most instanceof Promise) most.then(read, (cause) => read(failureOf(context, cause)))
    else read(most)
    return true
  }
}

function failureOf({ keeper, feed }: ServiceContext, cause: unknown): Refusal {
  const { name, stack } = cause instanceof Error ? cause : { name: "unknown", stack: "" }
  keeper.log.error({ event: "service_not_answered", name, stack })
  if (isDiskFull(cause)) return DISK_FULL
  return feed.isReachable() ? FAILED : OFFLINE
}

/**
 * Answers what Node could not read as a request, in a form that suits both endpoints, because it is not known which was
 * meant.
 */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy()
    return
  }
  const status = BROKEN[error.code ?? ""] ?? "400 Bad Request"
  const body = '{"error":"invalid_request","error_description":"This request cannot be read"}'
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  )
}

const BROKEN: Record<string, string> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
}

// A proxy may write an address with its origin (RFC 9112 §3.2.2).
const ORIGIN = /^https?:\/\/[^/?]*/i

/** An empty query is none. */
function split(url = "/"): { path: string; query: string | null } {
  const mark = url.indexOf("?")
  return mark === -1
    ? { path: url, query: null }
    : { path: url.slice(0, mark), query: url.slice(mark + 1) || null }
}

type ErrorForm = "oauth" | "problem"
export type ServiceRouter = (request: IncomingMessage, response: ServerResponse) => boolean
type RouterOptions = {
  context: ServiceContext
  appUrl: string
  keeperSecrets: readonly string[]
  /** A URI for whoever finds a weakness. */
  securityContact?: string
}
