import { once } from "node:events"
import { createServer } from "node:net"
import { expect, test } from "vitest"
import { createSocket } from "@/lib/db/create-socket"
import { findFreePort } from "@/scripts/start/free-port"

test("a socket that meets itself is closed, and the port is free for the server", async () => {
  const port = await findFreePort()
  const socket = createSocket()
  // As the system does by itself, where the port is one that it gives out.
  socket.connect({ host: "127.0.0.1", port, localAddress: "127.0.0.1", localPort: port })
  await once(socket, "connect")
  await once(socket, "close")
  const server = createServer().listen(port, "127.0.0.1")
  await once(server, "listening")
  const other = createSocket().connect(port, "127.0.0.1")
  await once(other, "connect")
  expect(other.destroyed).toBe(false)
  other.destroy()
  server.close()
})
