import type { IncomingMessage, ServerResponse } from "node:http"
import { isOneOf } from "@/keeper/server/is-bearer"
import type { ServiceContext } from "@/keeper/services/service-context"

// A token request has some 400 bytes.
export const MOST_BODY_BYTES = 16 * 1024
// So much of a body that is too large is read and thrown away, so that the caller gets to read the answer.
const MOST_DISCARDED_BYTES = 1024 * 1024

/**
 * Reads the request's body and hands it on once, as text, or as null where it is larger. It makes no promise, because that would
 * cost each token answer time.
 */
export function readBody(
  request: IncomingMessage,
  mostBytes: number,
  onBody: (body: string | null) => void,
): void {
  const chunks: Buffer[] = []
  let bytes = 0
  let isGivenUp = false
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= mostBytes) chunks.push(chunk)
    else if (!isGivenUp && bytes > mostBytes + MOST_DISCARDED_BYTES) {
      isGivenUp = true
      onBody(null)
    }
  })
  request.on("end", () => {
    if (!isGivenUp) onBody(bytes > mostBytes ? null : textOf(chunks))
  })
}

function textOf(chunks: Buffer[]): string {
  const [only] = chunks
  return chunks.length === 1 && only ? only.toString() : Buffer.concat(chunks).toString()
}

/** Sends the whole answer. */
export function send(response: ServerResponse, answer: Answer): void {
  // A token's answer is sent many times within its second.
  answer.head ??= headOf(answer)
  response.writeHead(answer.status, answer.head)
  response.end(response.req.method === "HEAD" ? undefined : answer.body)
}

/** The answer's own headers and those that every answer has. */
function headOf({ body, contentType = "application/json", headers = [] }: Answer): string[] {
  return [
    "content-type",
    contentType,
    "content-length",
    String(Buffer.byteLength(body)),
    "cache-control",
    "no-store",
    "x-content-type-options",
    "nosniff",
    ...headers,
  ]
}

/**
 * The address that a request came from: for requests that web passes on, the one that web names, proven by the shared
 * secret; otherwise the other end of the connection.
 */
export function createAddressReader(
  keeperSecrets: readonly string[],
): (request: IncomingMessage) => string {
  return (request) => {
    const { "tenantry-web": proof, "tenantry-client-address": stated } = request.headers
    const fromWeb = typeof proof === "string" && isOneOf(proof, keeperSecrets)
    const address = fromWeb && typeof stated === "string" ? stated : request.socket.remoteAddress
    return (address ?? "unknown").replace(/^::ffff:/, "").slice(0, 100)
  }
}

export type Answer = {
  status: number
  /** Why it is a refusal; absent where it is none. */
  refusal?: string
  body: string
  contentType?: string
  /** Names and values in turn. */
  headers?: string[]
  /** All headers, set when it is first sent. */
  head?: string[]
}
/** What every answer to a service is made with. */
export type AnswerContext = {
  context: ServiceContext
  appUrl: string
  addressOf(request: IncomingMessage): string
}
