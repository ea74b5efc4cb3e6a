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
 * Answers the machines' paths before the framework sees the request. Returns false, and touches nothing, for any other path.
 */
export function createServiceRouter(options: RouterOptions): ServiceRouter {
  const { context, appUrl, keeperSecrets, securityContact } = options
  const site = { appUrl, securityContact, now: Date.now }
  const parts: AnswerContext = { context, appUrl, addressOf: createAddressReader(keeperSecrets) }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = split(request.url)
    const asked = mostBodyBytes(parts, { request, path })
    const most = typeof asked === "number" ? asked : await asked.catch(failureOf)
    const body = await readBody(request, typeof most === "number" ? most : MOST_BODY_BYTES)
    if (typeof most !== "number") return deliver(response, problemAnswer(most, appUrl))
    if (path !== TOKEN_PATH) {
      return deliver(response, await answerOther({ request, path, body, query }))
    }
    const begunAt = performance.now()
    const sooner = answerToken(parts, { request, body, query })
    const answer = sooner instanceof Promise ? await within(sooner).catch(brokenToken) : sooner
    const { tokenAnswers } = context.keeper.numbers
    tokenAnswers.count(answer.refusal ?? "ok", performance.now() - begunAt)
    deliver(response, answer)
  }

  function answerOther(call: ApiRequest): Answer | Promise<Answer> {
    const { path, request } = call
    if (path === LOGOUT_PATH) {
      return within(answerLogout({ keeper: context.keeper, appUrl }, call)).catch(brokenToken)
    }
    if (path === CLAIM_PATH) {
      return within(answerClaim({ keeper: context.keeper, appUrl }, call)).catch(brokenApi)
    }
    const machine = readMachinePath(path)
    if (machine?.form === "oauth") return oauthError(NOT_FOUND, appUrl)
    if (!machine?.isExact) return problemAnswer(NOT_FOUND, appUrl)
    if (path.startsWith(WELL_KNOWN_PATH)) {
      return answerWellKnown(site, { method: request.method, path })
    }
    return within(answerApi(parts, call)).catch(brokenApi)
  }

  function deliver(response: ServerResponse, answer: Answer): void {
    if (context.keeper.draining) response.shouldKeepAlive = false
    send(response, answer)
  }

  function within(answer: Promise<Answer>): Promise<Answer> {
    return withDeadline(context.feed, ANSWER_LIMITS, answer)
  }

  function brokenToken(cause: unknown): Answer {
    return oauthError(failureOf(cause), appUrl)
  }

  function brokenApi(cause: unknown): Answer {
    return problemAnswer(failureOf(cause), appUrl)
  }

  function failureOf(cause: unknown): Refusal {
    const { name, stack } = cause instanceof Error ? cause : { name: "unknown", stack: "" }
    context.keeper.log.error({ event: "service_not_answered", name, stack })
    if (isDiskFull(cause)) return DISK_FULL
    return context.feed.isReachable() ? FAILED : OFFLINE
  }

  return (request, response) => {
    // Most requests are for this address, as it is spelled.
    if (request.url !== TOKEN_PATH) {
      request.url = request.url?.replace(ORIGIN, "") || "/"
      if (readMachinePath(request.url) === null) return false
    }
    // This happens only if the caller hung up.
    answer(request, response).catch(() => response.destroy())
    return true
  }
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

export type ServiceRouter = (request: IncomingMessage, response: ServerResponse) => boolean
type RouterOptions = {
  context: ServiceContext
  appUrl: string
  keeperSecrets: readonly string[]
  /** A URI for whoever finds a weakness. */
  securityContact?: string
}
