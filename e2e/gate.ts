import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"
import { findFreePort } from "@/scripts/start/free-port"

/** Stands before the server at `target`, a URL, and does what it is set to. */
export async function openGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  let way: Way = "open"
  const server = createServer((socket) => {
    keep(socket)
    if (way === "hangs up") socket.destroy()
    if (way !== "open") return
    const behind = keep(connect(Number(port), hostname))
    socket.on("data", (chunk) => way === "open" && behind.write(chunk))
    behind.on("data", (chunk) => way === "open" && socket.write(chunk))
    socket.on("close", () => behind.destroy())
    behind.on("close", () => socket.destroy())
  })

  function keep(socket: Socket): Socket {
    open.add(socket)
    return socket.on("error", () => {}).on("close", () => open.delete(socket))
  }

  const at = new URL(target)
  at.port = String(await findFreePort())
  const listen = () => once(server.listen(Number(at.port), "127.0.0.1"), "listening")
  await listen()
  return {
    url: at.href.replace(/\/$/, ""),
    async set(next) {
      way = next
      if (next === "silent") return
      for (const socket of open) socket.destroy()
      if (next === "refuses") await new Promise((resolve) => server.close(resolve))
      else if (!server.listening) await listen()
    },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** `silent`: connections are taken, and nobody hears what is said on them or says a word. */
export type Way = "open" | "silent" | "hangs up" | "refuses"
export type Gate = { url: string; set(way: Way): Promise<void>; close(): Promise<void> }
