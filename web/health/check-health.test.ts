import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, test, vi } from "vitest"
import { SCHEMA_NUMBER } from "@/lib/db/schema-number"
import { checkHealth } from "@/web/health/check-health"

const env: { KEEPER_URL: string[] } = { KEEPER_URL: [] }
const database: { isAway: boolean; code?: string; schemaNumber?: number } = { isAway: false }
vi.mock("@/lib/env", () => ({ webEnv: () => env, readLogLevel: () => "info" }))
vi.mock("@/web/db", () => ({
  db: () => ({
    $queryRaw: async () => {
      if (database.isAway) throw new Error("away")
      if (database.code !== undefined) throw refusal(database.code)
      return [{ schemaNumber: database.schemaNumber ?? SCHEMA_NUMBER }]
    },
  }),
}))

test.each([
  [200, { isReady: true }, { isWell: true, keeper: "ok" }],
  [
    200,
    { isReady: true, warnings: ["disk_low"] },
    { isWell: true, keeper: "ok", warnings: ["disk_low"] },
  ],
  [
    503,
    { isReady: true, reasons: ["copied_database"] },
    { isWell: true, keeper: "copied_database" },
  ],
  [503, { isReady: true, reasons: ["disk_full"] }, notWell(["disk_full"])],
  [503, { isReady: false, reasons: ["a", "copied_database"] }, notWell(["a", "copied_database"])],
  [200, { status: "ok", database: "ok", keeper: "ok" }, notWell(["not_a_keeper"])],
  [200, "<p>Welcome to nginx!</p>", notWell(["not_a_keeper"])],
  [503, {}, notWell(["not_a_keeper"])],
])("a keeper that answers %i %j leaves web %j", async (status, body, expected) => {
  const keeper = await startKeeper(status, body)
  env.KEEPER_URL = [keeper.address]
  expect(await checkHealth()).toEqual({ database: "ok", isReady: true, ...expected })
  env.KEEPER_URL = ["http://127.0.0.1:9", ...env.KEEPER_URL]
  expect(await checkHealth()).toMatchObject({
    ...expected,
    keepers: ["not_answering", expected.keeper],
  })
  keeper.stop()
})

test("without the database web may take requests as long as a keeper may", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {})
  Object.assign(database, { isAway: true })
  for (const isReady of [true, false]) {
    const keeper = await startKeeper(503, { isReady, reasons: ["database_unreachable"] })
    env.KEEPER_URL = ["http://127.0.0.1:9", keeper.address]
    expect(await checkHealth()).toMatchObject({ isWell: false, isReady, keeper: "not_ready" })
    keeper.stop()
  }
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

test.each([
  ["42501", "not_ready"],
  ["42P01", "not_ready"],
  ["42703", "not_ready"],
  ["53300", "not_answering"],
])("a database that refuses web's role with %s is %s", async (code, state) => {
  const logged = vi.spyOn(process.stdout, "write").mockReturnValue(true)
  Object.assign(database, { isAway: false, code })
  env.KEEPER_URL = ["http://127.0.0.1:9"]
  expect(await checkHealth()).toMatchObject({ database: state, isWell: false, isReady: false })
  logged.mockRestore()
})

test("a database of a later version is not ready, and the log says which version to start", async () => {
  const logged = vi.spyOn(process.stdout, "write").mockReturnValue(true)
  Object.assign(database, { isAway: false, code: undefined, schemaNumber: SCHEMA_NUMBER + 1 })
  env.KEEPER_URL = ["http://127.0.0.1:9"]
  expect(await checkHealth()).toMatchObject({ database: "not_ready", isWell: false })
  expect(logged.mock.calls.join()).toContain("Start that version again")
  logged.mockRestore()
})

/** As the adapter reports what PostgreSQL said. */
function refusal(originalCode: string): Error {
  const cause = { kind: "postgres", originalCode }
  return Object.assign(new Error(), { meta: { driverAdapterError: { cause } } })
}

async function startKeeper(status: number, body: unknown) {
  const server = createServer(({ headers }, response) => {
    // A web turns away what says that it comes from one.
    const isMarked = headers["tenantry-web"] !== undefined
    response.writeHead(isMarked ? status : 500).end(JSON.stringify(isMarked ? body : {}))
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function notWell(reasons: string[]) {
  return { isWell: false, keeper: "not_ready", reasons }
}
