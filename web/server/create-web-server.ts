import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { Socket } from "node:net"
import type { DatabaseWatch } from "@/lib/db/outage/watch-database"
import { INTERNAL_HEADERS } from "@/web/auth/internal-headers"
import type { Refusal } from "@/web/words/refusals"
import { drainBody, isWellFormed, readBody, withBody, withoutNul } from "./body"
import { clientAddress } from "./client-address"
import { passLinkToken, takeLinkToken } from "./link-path"
import { isMachinePath } from "./machine"
import { answerOutage } from "./outage"
import type { WebSite } from "./policy"
import { rawRefusal, refuse } from "./refusal"
import { bodyLimitInBytes, cleanHeaders, isUploadPath, judgeRequest } from "./request"
import { createGuardedResponse, type GuardedResponse } from "./response"

const SECOND_IN_MILLISECONDS = 1_000
/**
 * The HTTP server in front of the pages: every answer is held shut, and what no page should see is turned away here.
 * `handle` gets requests whose headers are cleaned and whose body, at most 1 MB (64 KB from programs), is there in full.
 */
export function createWebServer(options: WebServerOptions): WebServer {
  const { site } = options
  const server = createServer({
    ServerResponse: createGuardedResponse(site, options.database),
    requireHostHeader: false,
    headersTimeout: 15 * SECOND_IN_MILLISECONDS,
    requestTimeout: 60 * SECOND_IN_MILLISECONDS,
    keepAliveTimeout: 30 * SECOND_IN_MILLISECONDS,
    connectionsCheckingInterval: 5 * SECOND_IN_MILLISECONDS,
  })
  server.on("request", (request, response) => answer(request, response, options))
  server.on("checkContinue", (request, response) => answer(request, response, options))
  server.on("checkExpectation", (request, response) =>
    turnAway(request, response, { refusal: "expectation_failed", options }),
  )
  server.on("clientError", (error: ParserError, socket: Socket) => {
    hangUp(socket, options, { refusal: parserRefusal(error, socket), url: urlIn(error.rawPacket) })
  })
  server.on("connect", (_request, socket: Socket) =>
    hangUp(socket, options, { refusal: "method_not_allowed", url: "" }),
  )
  return server
}

async function answer(
  request: IncomingMessage,
  response: GuardedResponse,
  options: WebServerOptions,
): Promise<void> {
  const { site, handle, isDraining, onError } = options
  response.closesConnection = isDraining()
  const linkToken = takeLinkToken(request)
  const refusal = judgeRequest(request, site)
  if (refusal !== null) return turnAway(request, response, { refusal, options })
  cleanHeaders(request, site, response.nonce)
  passLinkToken(request, linkToken)
  if (request.headers.expect !== undefined) response.writeContinue()
  const whole = await takeBody(request, response, options)
  if (whole === null || (await answerOutage(response, options.database))) return
  await handle(whole, response).catch((error: unknown) => {
    onError(error, String(whole.headers[INTERNAL_HEADERS.requestId]))
    if (!response.isAnswered)
      refuse(response, response.metOutage() ? "database_away" : "unexpected")
  })
}

async function takeBody(
  request: IncomingMessage,
  response: GuardedResponse,
  options: WebServerOptions,
): Promise<IncomingMessage | null> {
  if (request.method === "GET" || request.method === "HEAD") return request
  const { url = "" } = request
  const reading = await readBody(request, bodyLimitInBytes(url))
  if (reading.kind === "aborted") return null
  if (reading.kind === "too_large") {
    turnAway(request, response, { refusal: "too_large", options })
    return null
  }
  // What programs send and files are passed on unread: the keeper says what is wrong with them.
  if (isMachinePath(url) || isUploadPath(url)) return withBody(request, reading.body)
  const body = withoutNul(reading.body, request.headers["content-type"] ?? "")
  if (await isWellFormed(body, request.headers)) return withBody(request, body)
  turnAway(request, response, { refusal: "malformed_request", options })
  return null
}

function turnAway(
  request: IncomingMessage,
  response: GuardedResponse,
  { refusal, options: { site, onRefused } }: Turning,
): void {
  const { remoteAddress } = request.socket
  onRefused(refusal, clientAddress(remoteAddress, request.headers["x-forwarded-for"], site.proxies))
  // A client that asked before sending will not send now: what follows on this connection could be either.
  const isAsking = request.headers.expect !== undefined
  if (isAsking) response.closesConnection = true
  drainBody(request)
  // A connection that ends with the answer would be cut while the client still sends, and the answer lost with it.
  if (isAsking || response.shouldKeepAlive || request.complete) refuse(response, refusal)
  else request.once("end", () => refuse(response, refusal))
}

function parserRefusal({ code, rawPacket }: ParserError, socket: Socket): Refusal | null {
  if (code === "HPE_HEADER_OVERFLOW") return "headers_too_large"
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "timed_out"
  // A client that leaves amid a body which was refused already has had its answer.
  if (code === "HPE_INVALID_EOF_STATE" && socket.bytesWritten > 0) return null
  const isMethod = code === "HPE_INVALID_METHOD" && /^[A-Za-z-]+ /.test(String(rawPacket))
  return isMethod ? "method_not_allowed" : "malformed_request"
}

/** What a request that could not be read was for, as far as its first line tells. */
function urlIn(rawPacket: Buffer | undefined): string {
  return /^[A-Za-z-]+ (\S+) HTTP\//.exec(rawPacket?.toString("latin1", 0, 2_000) ?? "")?.[1] ?? ""
}

function hangUp(
  socket: Socket,
  { site, onRefused }: WebServerOptions,
  { refusal, url }: BrokenRequest,
): void {
  // Whoever connects and asks nothing is refused nothing.
  if (refusal !== null && refusal !== "timed_out")
    onRefused(refusal, clientAddress(socket.remoteAddress, undefined, site.proxies))
  if (socket.writable) socket.end(refusal === null ? "" : rawRefusal(site, refusal, url))
  else socket.destroy()
}

type Turning = { refusal: Refusal; options: WebServerOptions }
/** A null refusal: it had its answer already. */
type BrokenRequest = { refusal: Refusal | null; url: string }
type ParserError = Error & { code?: string; rawPacket?: Buffer }
export type WebServer = Server<typeof IncomingMessage, ReturnType<typeof createGuardedResponse>>
export type WebServerOptions = {
  site: WebSite
  database: DatabaseWatch
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  isDraining: () => boolean
  onError: (error: unknown, requestId: string) => void
  /** A request was turned away before the handler. */
  onRefused: (refusal: Refusal, address: string) => void
}
