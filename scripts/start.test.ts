import { execFile } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { type AddressInfo, createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { exactEnv } from "./processes/child-env"
import { listWrongValues } from "./testing/wrong-values"

const folder = mkdtempSync(join(tmpdir(), "tenantry-start-"))
const plainFile = join(folder, "file")
writeFileSync(plainFile, "no keys here")
const DATA_DIR = join(folder, "data")
let taken: Server
let port: number

beforeAll(async () => {
  taken = createServer().listen(0)
  await once(taken, "listening")
  port = (taken.address() as AddressInfo).port
})
afterAll(() => {
  taken.close()
  rmSync(folder, { recursive: true })
})

// The ports that it would listen on are taken: had it tried to, it would say so.
test.concurrent.each(listWrongValues(plainFile))(
  "a start with %s=%s names it, touches nothing and fails",
  async (name, value, beside) => {
    const { status, output } = await start({ ...beside, [name]: value })
    expect(status).toBe(1)
    expect(namesIn(output)).toEqual([name])
    expect(readdirSync(folder)).toEqual(["file"])
  },
  60_000,
)

test("several wrong names are all told by one start", async () => {
  const { output } = await start({ APP_URL: "x", KEEPER_HOST: "a b", OWNER_EMAIL: "o@o.example" })
  expect(namesIn(output)).toEqual(["APP_URL", "KEEPER_HOST", "OWNER_PASSWORD"])
})

test("a taken port is told with its number, the name that sets it and who holds it", async () => {
  const { status, output } = await start({})
  expect(status).toBe(1)
  expect(output).toContain(`APP_URL: port ${port} is taken by`)
  if (process.platform === "linux") expect(output).toContain(`process ${process.pid} (`)
  expect(existsSync(join(DATA_DIR, "postgres"))).toBe(false)
  rmSync(DATA_DIR, { recursive: true })
})

function start(env: Record<string, string>): Promise<{ status: unknown; output: string }> {
  const addresses = { APP_URL: `http://localhost:${port}`, KEEPER_URL: "http://127.0.0.1:1" }
  const { PATH, HOME } = process.env
  const values = exactEnv({ PATH, HOME, DATA_DIR, ...addresses, ...env })
  return new Promise((resolve) => {
    const program = execFile("node", ["scripts/start.mjs"], { env: values }, (_, stdout, stderr) =>
      resolve({ status: program.exitCode, output: stdout + stderr }),
    )
  })
}

function namesIn(output: string): string[] {
  return [...output.matchAll(/^ {2}([A-Z_]+) /gm)].map(([, name]) => name ?? "")
}
