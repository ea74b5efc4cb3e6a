import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Webhook } from "standardwebhooks"

/** A receiver of webhooks on loopback that keeps what comes; `answer` decides what is said to it, 204 when unset. */
export async function startReceiver(
  answer: AnswerWith = () => ({ status: 204 }),
  wantedPort = 0,
): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    void take(request).then((message) => {
      received.push(message)
      reply(response, answer(message, received.length))
    })
  })
  server.listen(wantedPort, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    },
  }
}

/** The message, if its signature holds by the Standard Webhooks library; throws otherwise. */
export function verify(message: Received, secret: string): VerifiedMessage {
  return new Webhook(secret).verify(message.body, message.headers) as VerifiedMessage
}

async function take(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  return { path: request.url ?? "", headers, body: Buffer.concat(chunks).toString("utf8") }
}

function reply(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  if (status === null) return
  response.writeHead(status, headers)
  response.end(body)
}

export type Received = { path: string; headers: Record<string, string>; body: string }
export type VerifiedMessage = {
  type: string
  timestamp: string
  data: Record<string, unknown> & { title: string; organisations?: { name: string }[] }
}
/** Status null: never answers. */
type Reply = { status: number | null; headers?: Record<string, string>; body?: string | Buffer }
type AnswerWith = (message: Received, count: number) => Reply
export type Receiver = {
  url: string
  port: number
  received: Received[]
  close(): Promise<void>
}
