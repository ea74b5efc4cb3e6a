import {
  type IncomingMessage,
  type OutgoingHttpHeaders,
  Agent as PlainAgent,
  request as plainRequest,
} from "node:http"
import { Agent as TlsAgent, request as tlsRequest } from "node:https"

const CONNECT_WITHIN_IN_MILLISECONDS = 3_000
// One that waits for Xero still says that it lives; one that hangs or was stopped takes connections and says nothing.
const LOOK_EVERY_IN_MILLISECONDS = 2_000
const LIVES_WITHIN_IN_MILLISECONDS = 3_000
// Shorter than the keeper keeps an unused connection, so that no request goes into one that it is closing.
const POOL = { keepAlive: true, timeout: 30_000 }

/**
 * Sends one request to the keeper at this address and returns its whole answer, whatever it says; redirects are not
 * followed. `away`: there was none; `isSent` says whether the keeper may have got the request, and done what it asks,
 * `isSilent` that it took too long.
 */
export function sendToKeeper(address: string, message: Message): Promise<KeeperAnswer | Away> {
  const { path, method, headers, body, withinInMs } = message
  const isTls = address.startsWith("https:")
  return new Promise((resolve) => {
    let isSent = false
    let isSilent = false
    const fail = (): void => resolve({ kind: "away", isSent, isSilent })
    const request = (isTls ? tlsRequest : plainRequest)(`${address}${path}`, {
      method,
      headers,
      agent: isTls ? agents().tls : agents().plain,
    })
    const connecting = setTimeout(
      () => request.destroy(new Error("no connection in time")),
      CONNECT_WITHIN_IN_MILLISECONDS,
    )
    const waiting = setTimeout(() => {
      isSilent = true
      request.destroy(new Error("no answer in time"))
    }, withinInMs)
    const looking = setInterval(async () => {
      if (!(await lives(address))) request.destroy(new Error("it says nothing any more"))
    }, LOOK_EVERY_IN_MILLISECONDS)
    const settle = (): void => {
      clearInterval(looking)
      clearTimeout(connecting)
      clearTimeout(waiting)
    }
    request.on("socket", (socket) => {
      const ready = (): void => {
        isSent = true
        clearTimeout(connecting)
      }
      if (socket.connecting) socket.once(isTls ? "secureConnect" : "connect", ready)
      else ready()
    })
    request.once("response", (response) => {
      readAnswer(response).then(resolve, fail)
    })
    request.once("error", fail)
    request.once("close", settle)
    request.end(body)
  })
}

/** One that stops takes no new connection, but finishes what it has. */
async function lives(address: string): Promise<boolean> {
  const found = await sendToKeeper(address, {
    path: "/api/health/live",
    method: "GET",
    headers: {},
    withinInMs: LIVES_WITHIN_IN_MILLISECONDS,
  })
  return found.kind === "answer" || !found.isSilent
}

async function readAnswer(response: IncomingMessage): Promise<KeeperAnswer> {
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part)
  const { statusCode = 502, headers } = response
  return { kind: "answer", status: statusCode, headers, body: Buffer.concat(parts) }
}

/** One pool for all code of this process, of which the page framework loads copies. */
function agents(): Agents {
  kept.tenantryAgents ??= { plain: new PlainAgent(POOL), tls: new TlsAgent(POOL) }
  return kept.tenantryAgents
}

const kept = globalThis as typeof globalThis & { tenantryAgents?: Agents }

type Agents = { plain: PlainAgent; tls: TlsAgent }
export type Message = {
  /** With its query. */
  path: string
  method: string
  headers: OutgoingHttpHeaders
  body?: Buffer | string
  withinInMs: number
}
export type KeeperAnswer = {
  kind: "answer"
  status: number
  headers: IncomingMessage["headers"]
  body: Buffer
}
type Away = { kind: "away"; isSent: boolean; isSilent: boolean }
