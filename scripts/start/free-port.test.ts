import { once } from "node:events"
import { createServer } from "node:net"
import { expect, test } from "vitest"
import { findFreePort } from "@/scripts/start/free-port"

test("a free port can be listened on, and is none that outgoing connections are given", async () => {
  const port = await findFreePort()
  expect(port).toBeLessThan(32_768)
  const server = createServer().listen(port, "127.0.0.1")
  await once(server, "listening")
  server.close()
  await once(server, "close")
})
