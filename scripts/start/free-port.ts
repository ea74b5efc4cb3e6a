import { randomInt } from "node:crypto"
import { once } from "node:events"
import { createServer, type Server } from "node:net"
import { socketPath } from "./take-turns.mjs"

// Below the range for outgoing connections (Linux from 32768, others from 49152), which could take the port first.
const LOWEST = 20_000
const HIGHEST = 32_000
// Until then whoever gets the port listens on it.
const HELD_MILLISECONDS = 60_000

/**
 * A free port on loopback, outside the range that the system gives out by itself. For a minute no other call finds the same
 * one, on Linux in no other process either.
 */
export async function findFreePort(draw: () => number = drawPort): Promise<number> {
  for (;;) {
    const port = draw()
    const server = createServer().listen(port, "127.0.0.1")
    if (!(await isListening(server))) continue
    server.close()
    await once(server, "close")
    if (await hold(port)) return port
  }
}

function drawPort(): number {
  return randomInt(LOWEST, HIGHEST)
}

async function hold(port: number): Promise<boolean> {
  if (process.platform !== "linux") return true
  const holder = createServer((socket) => socket.destroy()).listen(socketPath(`port ${port}`))
  holder.unref()
  if (!(await isListening(holder))) return false
  setTimeout(() => holder.close(), HELD_MILLISECONDS).unref()
  return true
}

function isListening(server: Server): Promise<boolean> {
  return once(server, "listening").then(
    () => true,
    () => false,
  )
}
