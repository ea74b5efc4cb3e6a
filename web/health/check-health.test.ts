import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, test, vi } from "vitest"
import { checkHealth } from "@/web/health/check-health"

const keeper = { url: "" }
vi.mock("@/lib/env", () => ({ webEnv: () => ({ KEEPER_URL: keeper.url }) }))
vi.mock("@/web/db", () => ({ db: () => ({ $queryRaw: async () => [] }) }))

test.each([
  [200, { status: "ok" }, { isWell: true, keeper: "ok" }],
  [503, ["copied_database"], { isWell: true, keeper: "copied_database" }],
  [503, ["copied_database", "draining"], { isWell: false, keeper: "not_ready" }],
  [503, ["vault_fails_its_probe"], { isWell: false, keeper: "not_ready" }],
])("a keeper that answers %i %j leaves web %j", async (status, said, expected) => {
  const body = Array.isArray(said) ? { status: "not_ready", reasons: said } : said
  const server = createServer((_, response) => {
    response.writeHead(status).end(JSON.stringify(body))
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  keeper.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect(await checkHealth()).toEqual({ database: "ok", ...expected })
  server.closeAllConnections()
  server.close()
})
