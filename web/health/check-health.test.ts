import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, test, vi } from "vitest"
import { checkHealth } from "@/web/health/check-health"

const env: { KEEPER_URL: string[] } = { KEEPER_URL: [] }
const database = { isAway: false }
vi.mock("@/lib/env", () => ({ webEnv: () => env, readLogLevel: () => "info" }))
vi.mock("@/web/db", () => ({
  db: () => ({
    $queryRaw: async () => {
      if (database.isAway) throw new Error("away")
      return []
    },
  }),
}))

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
  env.KEEPER_URL = [`http://127.0.0.1:${(server.address() as AddressInfo).port}`]
  expect(await checkHealth()).toEqual({ database: "ok", isReady: true, ...expected })
  env.KEEPER_URL = ["http://127.0.0.1:9", ...env.KEEPER_URL]
  expect(await checkHealth()).toMatchObject({
    ...expected,
    keepers: ["not_answering", expected.keeper],
  })
  server.closeAllConnections()
  server.close()
})

test.each([
  [false, "http://127.0.0.1:9", true],
  [true, "http://127.0.0.1:9", false],
])(
  "with the database away: %s, and no keeper, web may take requests: %s",
  async (isAway, address, isReady) => {
    vi.spyOn(console, "error").mockImplementation(() => {})
    Object.assign(database, { isAway })
    env.KEEPER_URL = [address]
    expect(await checkHealth()).toMatchObject({ isWell: false, isReady, keeper: "not_answering" })
  },
)
