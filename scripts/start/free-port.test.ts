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

test.runIf(process.platform === "linux")(
  "a port that somebody was given is given to nobody else, though nothing listens on it yet",
  async () => {
    const first = await findFreePort()
    const second = await findFreePort()
    const drawn = [first, second, first]
    const third = await findFreePort(
      () => drawn.shift() ?? 20_000 + Math.floor(Math.random() * 9_999),
    )
    expect([first, second]).not.toContain(third)
  },
)
