import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, test } from "vitest"
import { answers } from "./answers"

test.each([
  [200, true],
  [503, false],
  [500, false],
])("an answer of %i means up: %s", async (status, expected) => {
  const server = createServer((_, response) => response.writeHead(status).end("{}"))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  expect(await answers(`http://127.0.0.1:${port}/api/health/ready`)).toBe(expected)
  server.close()
})

test("an address without a listener is not up", async () => {
  expect(await answers("http://127.0.0.1:1/api/health")).toBe(false)
})
