import { type AddressInfo, connect, createServer, type Socket } from "node:net"

/** A proxy before PostgreSQL that can be shut, so that a keeper's database goes away and comes back. */
export async function openDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  let isShut = false
  let isHeld = false
  const server = createServer((incoming) => {
    if (isShut) return void incoming.destroy()
    if (isHeld) {
      open.add(incoming)
      incoming.on("error", () => {})
      return
    }
    const outgoing = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on("error", () => {})
      one.on("close", () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const url = new URL(databaseUrl)
  // The product's own time limit: whether it gives up is what tests want to know.
  url.searchParams.delete("connect_timeout")
  url.port = String((server.address() as AddressInfo).port)
  function cut(): void {
    for (const one of open) one.destroy()
  }
  return {
    url: url.href,
    shut() {
      isShut = true
      cut()
    },
    hold() {
      isHeld = true
      for (const one of open) one.unpipe()
    },
    reopen() {
      isShut = false
      if (isHeld) cut()
      isHeld = false
    },
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type DatabaseProxy = {
  url: string
  /** Ends open connections and refuses new ones. */
  shut(): void
  /** Keeps open connections and accepts new ones, but swallows everything. */
  hold(): void
  reopen(): void
  close(): Promise<void>
}
