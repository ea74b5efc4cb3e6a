import { IncomingMessage } from "node:http"
import { isActionBody, isFormBody } from "./action-body"

const DRAINED_IN_BYTES = 16 * 1024 * 1024
const ENCODED = /^application\/x-www-form-urlencoded\b/i
const MULTIPART = /^multipart\/form-data\b/i

/** Reads a request's body to its end, or stops at the limit. */
export async function readBody(
  request: IncomingMessage,
  limitInBytes: number,
): Promise<BodyReading> {
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve) => {
    request.on("data", take)
    request.once("end", () => resolve({ kind: "whole", body: Buffer.concat(chunks) }))
    request.once("close", () => resolve({ kind: "aborted" }))
    request.once("error", () => resolve({ kind: "aborted" }))
    function take(chunk: Buffer): void {
      size += chunk.length
      if (size <= limitInBytes) chunks.push(chunk)
      else {
        request.off("data", take)
        resolve({ kind: "too_large" })
      }
    }
  })
}

/** The request again, for a reader who comes after us, its body already here: no half-sent body reaches the framework. */
export function withBody(request: IncomingMessage, body: Buffer): IncomingMessage {
  const whole = new IncomingMessage(request.socket)
  whole.method = request.method
  whole.url = request.url
  whole.httpVersion = request.httpVersion
  whole.httpVersionMajor = request.httpVersionMajor
  whole.httpVersionMinor = request.httpVersionMinor
  whole.headers = request.headers
  whole.rawHeaders = request.rawHeaders
  whole.complete = true
  whole.push(body)
  whole.push(null)
  return whole
}

/**
 * Whether a body is what its headers say, where the framework would fail on it with an error of its own, and put what was
 * sent into the log.
 */
export async function isWellFormed(
  body: Buffer,
  headers: IncomingMessage["headers"],
): Promise<boolean> {
  const contentType = headers["content-type"] ?? ""
  if (holdsNul(body, contentType) || !(await isOfType(body, contentType))) return false
  if (headers["next-action"] !== undefined) return isActionBody(body, contentType)
  return !MULTIPART.test(contentType) || isFormBody(body, contentType)
}

function isOfType(body: Buffer, contentType: string): Promise<boolean> {
  const answer = new Response(new Uint8Array(body), { headers: { "content-type": contentType } })
  if (/^application\/json\b/i.test(contentType)) return succeeds(answer.json())
  return MULTIPART.test(contentType) ? succeeds(answer.formData()) : Promise.resolve(true)
}

/**
 * What somebody entered, with a space for each U+0000: no text of ours can hold it, the database refuses it, and what was
 * pasted with it gets the same answer as any other words.
 */
export function withoutNul(body: Buffer, contentType: string): Buffer {
  if (!MULTIPART.test(contentType) && !ENCODED.test(contentType)) return body
  const text = body.toString("latin1").replaceAll("\0", " ")
  return Buffer.from(ENCODED.test(contentType) ? text.replaceAll("%00", "%20") : text, "latin1")
}

/** The same in anything else, as it is or as JSON writes it: no form of ours sends that. */
function holdsNul(body: Buffer, contentType: string): boolean {
  if (MULTIPART.test(contentType) || ENCODED.test(contentType)) return false
  return body.includes(0) || /(?<!\\)(?:\\\\)*\\u0000/.test(body.toString("latin1"))
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  )
}

/** Lets a refused body run off, so that the client gets to read the refusal; hangs up on one that does not end. */
export function drainBody(request: IncomingMessage): void {
  let size = 0
  request.on("data", (chunk: Buffer) => {
    size += chunk.length
    if (size > DRAINED_IN_BYTES) request.socket.destroy()
  })
  request.on("error", () => undefined)
}

export type BodyReading =
  | { kind: "whole"; body: Buffer }
  | { kind: "too_large" }
  | { kind: "aborted" }
