import { randomInt } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:net"

// Below those that systems give to outgoing connections (Linux from 32768, others from 49152), which could take it meanwhile.
const LOWEST = 20_000
const HIGHEST = 32_000

/** A port on loopback that nobody listens on, and that nobody is given unasked. */
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
