import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Answerer, SandboxAnswer, SandboxRequest } from "@/sandbox/http/answers"

const MAX_BODY_BYTES = 32 * 1024 * 1024

/** Opens a loopback port (0 for any free one); requests that come before `serve` wait for it. */
export async function openOrigin(port: number): Promise<Origin> {
  let serve: (answerer: Answerer) => void = () => {}
  const answerer = new Promise<Answerer>((resolve) => {
    serve = resolve
  })
  const server = createServer((incoming, outgoing) => {
    answerer
      .then((answer) => exchange(incoming, outgoing, answer))
      .catch(() => incoming.socket.destroy())
  })
  await listen(server, port)
  const { port: openedPort } = server.address() as AddressInfo
  return { url: `http://localhost:${openedPort}`, serve, close: () => closeServer(server) }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", () => resolve())
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function exchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answerer: Answerer,
): Promise<void> {
  incoming.on("error", () => {})
  outgoing.on("error", () => {})
  const request = await readRequest(incoming)
  if (!request) {
    incoming.socket.destroy()
    return
  }
  const answer = await Promise.resolve(request).then(answerer).catch(reportFailure)
  send(incoming, outgoing, answer)
}

function send(incoming: IncomingMessage, outgoing: ServerResponse, answer: SandboxAnswer): void {
  if (answer.kind === "cut") {
    incoming.socket.destroy()
    return
  }
  const contentLength =
    answer.status === 204 ? {} : { "content-length": Buffer.byteLength(answer.body) }
  outgoing.writeHead(answer.status, { ...answer.headers, ...contentLength }).end(answer.body)
}

/** Null when the client hung up before its request was whole, or sent far too much. */
async function readRequest(incoming: IncomingMessage): Promise<SandboxRequest | null> {
  const body = await readBody(incoming)
  const host = incoming.headers.host ?? "localhost"
  const base = `http://${host}`
  const target = incoming.url ?? "/"
  if (body === null || !URL.canParse(target, base)) return null
  const { headers, socket } = incoming
  return { method: incoming.method ?? "GET", url: new URL(target, base), headers, body, socket }
}

function readBody(incoming: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MAX_BODY_BYTES) resolve(null)
      else chunks.push(chunk)
    })
    incoming.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")))
    incoming.on("close", () => resolve(null))
  })
}

function reportFailure(error: unknown): SandboxAnswer {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`sandbox: ${text}\n`)
  return { kind: "answer", status: 500, headers: {}, body: "The sandbox failed; see its log." }
}

export type Origin = {
  /** Uses `localhost`, which Xero allows in redirect URIs. */
  url: string
  serve: (answerer: Answerer) => void
  close: () => Promise<void>
}
