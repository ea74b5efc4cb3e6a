import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"

/**
 * Stands between a keeper and its database and passes everything on, save once it is told `cutAt` a statement: then the
 * connection that carries it ends, either before the statement goes on or after the database has carried it out but before
 * its answer comes back.
 */
export async function openCuttingProxy(databaseUrl: string): Promise<CuttingProxy> {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  let armed: Cut | null = null
  let cuts = 0

  function serve(client: Socket): void {
    const server = connect(Number(target.port), target.hostname)
    let answering: Cut | null = null
    function end(): void {
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      open.add(socket)
      socket.on("error", end)
      socket.on("close", () => {
        open.delete(socket)
        end()
      })
    }
    client.on("data", (chunk) => {
      if (armed !== null && chunk.includes(armed.statement)) {
        answering = armed
        armed = null
        cuts += 1
        if (answering.when === "before") return end()
      }
      server.write(chunk)
    })
    server.on("data", (chunk) => {
      if (answering === null) return client.write(chunk)
      // The server answers when it is done: what it did stays done.
      end()
    })
  }

  const listener = createServer(serve).listen(0, "127.0.0.1")
  await once(listener, "listening")
  const url = new URL(databaseUrl)
  url.port = String((listener.address() as AddressInfo).port)
  return {
    url: url.href,
    cutAt(statement, when) {
      armed = { statement, when }
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
export type CuttingProxy = {
  url: string
  /** The next connection to send it is cut. */
  cutAt(statement: string, when: Cut["when"]): void
  cuts(): number
  close(): Promise<void>
}
