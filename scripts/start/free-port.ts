import { randomInt } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:net"

// Below the range for outgoing connections (Linux from 32768, others from 49152), which could take the port first.
const LOWEST = 20_000
const HIGHEST = 32_000

/** A free port on loopback, outside the range that the system gives out by itself. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST)
    const server = createServer().listen(port, "127.0.0.1")
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    server.close()
    await once(server, "close")
    return port
  }
}
