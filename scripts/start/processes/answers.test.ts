import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, test } from "vitest"
import { answers } from "./answers"

test.each([
  [200, { status: "ok" }, true],
  [503, { status: "not_ready", reasons: ["copied_database"] }, true],
  [200, { status: "ok", database: "ok", keeper: "copied_database" }, true],
  [503, { status: "not_ready", reasons: ["copied_database", "vault_fails_its_probe"] }, false],
  [503, { status: "not_ready", reasons: ["database_unreachable"] }, false],
  [503, { status: "unavailable", database: "not_answering", keeper: "copied_database" }, false],
  [500, "no JSON", false],
])("health %i %j means up: %s", async (status, body, expected) => {
  const server = createServer((_, response) => {
    response.writeHead(status).end(JSON.stringify(body))
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  expect(await answers(`http://127.0.0.1:${port}/api/health`)).toBe(expected)
  server.close()
})

test("an address without a listener is not up", async () => {
  expect(await answers("http://127.0.0.1:1/api/health")).toBe(false)
})
