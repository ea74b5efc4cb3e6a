import { once } from "node:events"
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import { type AddressInfo, connect, type Socket } from "node:net"
import { constants, gunzipSync } from "node:zlib"

// Headers about the connection, not about the message.
const HOPS = ["connection", "keep-alive", "proxy-connection", "transfer-encoding"]

/**
 * A proxy that passes everything on, and records which addresses the browser's pages asked for and what `origin`
 * answered. The browser itself cannot record that: it drops many bodies too early. What a test sends without a page is
 * not recorded.
 */
export async function openWatchingProxy(origin: string): Promise<WatchingProxy> {
  const open = new Set<Socket>()
  const asked: URL[] = []
  const answers: Answer[] = []

  function pass(fromPage: IncomingMessage, toPage: ServerResponse): void {
    const url = new URL(fromPage.url ?? "")
    asked.push(url)
    const headers = Object.fromEntries(pairs(fromPage.rawHeaders).filter(isCarried))
    const onward = request(url, { method: fromPage.method, headers, agent: false })
    onward.on("response", (answer) => {
      // The build's scripts and styles are the same for everyone.
      if (url.origin === origin && !url.pathname.startsWith("/_next/static/")) keep(answer)
      toPage.writeHead(answer.statusCode ?? 502, pairs(answer.rawHeaders).filter(isCarried).flat())
      answer.on("error", () => toPage.destroy())
      answer.pipe(toPage)
    })
    onward.on("error", () => fromPage.socket.destroy())
    toPage.on("close", () => onward.destroy())
    fromPage.pipe(onward)
  }

  function keep(answer: IncomingMessage): void {
    const kept: Answer = { headers: answer.headers, rawHeaders: answer.rawHeaders, chunks: [] }
    answer.on("data", (chunk: Buffer) => kept.chunks.push(chunk))
    answers.push(kept)
  }

  const server = createServer(pass).on("connect", tunnel)
  server.on("connection", (socket) => {
    open.add(socket)
    socket.on("close", () => open.delete(socket))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    answers: () => answers.map(readAnswer).join("\n"),
    async close() {
      const closed = once(server, "close")
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

function tunnel({ url }: IncomingMessage, near: Socket): void {
  const { hostname, port } = new URL(`http://${url}`)
  const far = connect(Number(port), hostname, () => {
    near.write("HTTP/1.1 200 Connection Established\r\n\r\n")
    near.pipe(far).pipe(near)
  })
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    one.on("error", () => {})
    one.on("close", () => other.destroy())
  }
}

/** Name and value of each, in order: a name may come more than once. */
function pairs(rawHeaders: string[]): [string, string][] {
  const names = rawHeaders.filter((_, index) => index % 2 === 0)
  return names.map((name, index) => [name, rawHeaders[2 * index + 1] ?? ""])
}

function isCarried([name]: [string, string]): boolean {
  return !HOPS.includes(name.toLowerCase())
}

function readAnswer({ headers, rawHeaders, chunks }: Answer): string {
  const encoding = headers["content-encoding"]
  if (encoding !== undefined && encoding !== "gzip") throw new Error(`Cannot read ${encoding}`)
  const body = Buffer.concat(chunks)
  // From a body that was cut short, takes what there is.
  const finishFlush = constants.Z_SYNC_FLUSH
  const plain = encoding === "gzip" && body.length > 0 ? gunzipSync(body, { finishFlush }) : body
  return `${rawHeaders.join("\n")}\n${plain}`
}

type Answer = Pick<IncomingMessage, "headers" | "rawHeaders"> & { chunks: Buffer[] }
export type WatchingProxy = {
  /** The address to use as the browser's proxy. */
  url: string
  /** Every address that a page asked for, of any origin. */
  asked(): URL[]
  /** Headers and bodies as text, as far as received. */
  answers(): string
  close(): Promise<void>
}
