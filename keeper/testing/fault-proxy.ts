import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { createSignal, type Signal } from "@/keeper/testing/create-signal"

/**
 * Stands between a keeper and its database and passes everything on, save once for each statement it is told of, in order.
 * `cutAt`: the connection that carries it ends, either before the statement goes on or after the database has carried it
 * out but before its answer comes back. `holdAt`: the database carries it out, and its answer waits here until it is let
 * through. `swallowAt`: nothing of that connection arrives any more, either way, not even that it ended.
 */
export async function startFaultProxy(databaseUrl: string): Promise<FaultProxy> {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  const armed: Mishap[] = []
  let cuts = 0

  function disarm(chunk: Buffer): Mishap | null {
    const [mishap] = armed
    if (mishap === undefined || !chunk.includes(mishap.statement)) return null
    armed.shift()
    if (mishap.when !== "held") cuts += 1
    return mishap
  }

  function serve(client: Socket): void {
    const server = connect(Number(target.port), target.hostname)
    let answering: Mishap | null = null
    function end(): void {
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      open.add(socket)
      socket.on("error", end)
      socket.on("close", () => {
        open.delete(socket)
        if (answering?.when !== "swallowed") end()
      })
    }
    client.on("data", (chunk) => {
      const mishap = disarm(chunk)
      answering = mishap ?? answering
      if (mishap?.when === "before") end()
      else if (answering?.when !== "swallowed") server.write(chunk)
    })
    server.on("data", (chunk) => {
      if (answering === null) return client.write(chunk)
      if (answering.when === "swallowed") return
      // The server answers when it is done: what it did stays done.
      if (answering.when !== "held") return end()
      answering.reached.give()
      answering.released.given.then(() => client.write(chunk))
    })
  }

  const listener = createServer(serve).listen(0, "127.0.0.1")
  await once(listener, "listening")
  const url = new URL(databaseUrl)
  url.port = String((listener.address() as AddressInfo).port)
  return {
    url: url.href,
    cutAt(statement, when) {
      armed.push({ statement, when })
    },
    holdAt(statement) {
      const [reached, released] = [createSignal(), createSignal()]
      armed.push({ statement, when: "held", reached, released })
      return { reached: reached.given, release: released.give }
    },
    swallowAt(statement) {
      armed.push({ statement, when: "swallowed" })
    },
    cuts: () => cuts,
    async close() {
      listener.close()
      for (const socket of open) socket.destroy()
      await once(listener, "close")
    },
  }
}

type Cut = { statement: string; when: "before" | "after" }
type Swallow = { statement: string; when: "swallowed" }
type Hold = { statement: string; when: "held"; reached: Signal; released: Signal }
type Mishap = Cut | Swallow | Hold
export type FaultProxy = {
  url: string
  /** The next connection to send it is cut. */
  cutAt(statement: string, when: Cut["when"]): void
  /** `reached` once the database has answered the next one. */
  holdAt(statement: string): { reached: Promise<void>; release: () => void }
  /** The next connection to send it goes silent, and that counts as a cut. */
  swallowAt(statement: string): void
  cuts(): number
  close(): Promise<void>
}
