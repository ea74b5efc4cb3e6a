import { once } from "node:events"
import { type AddressInfo, createServer, type Server } from "node:net"

/** A port on loopback that nobody listens on; `wanted` itself where that one is free. */
export async function findFreePort(wanted = 0): Promise<number> {
  return wanted !== 0 && (await isFree(wanted)) ? wanted : listenOnce()
}

/** Whether this process could listen on the port now. */
export async function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  const server = createServer()
  const free = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false))
    server.listen(port, host, () => resolve(true))
  })
  if (free) await closed(server)
  return free
}

async function listenOnce(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  await closed(server)
  return port
}

async function closed(server: Server): Promise<void> {
  server.close()
  await once(server, "close")
}
