import { execFile } from "node:child_process"
import { once } from "node:events"
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { type AddressInfo, createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { exactEnv } from "@/scripts/start/processes/child-env"
import { START_COMMAND } from "@/scripts/start/testing/start-command"
import { listWrongValues } from "@/scripts/start/testing/wrong-values"

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

test("what tests start reads no .env, however much stands in it", async () => {
  const house = mkdtempSync(join(tmpdir(), "tenantry-house-"))
  for (const name of ["lib", "scripts", "sandbox", "package.json", "package-lock.json"]) {
    cpSync(name, join(house, name), { recursive: true })
  }
  for (const name of ["tsconfig.json", "node_modules"])
    symlinkSync(resolve(name), join(house, name))
  writeFileSync(join(house, ".env"), "DATABASE_URL=mysql://db.example/books\nKEEPER_PORT=0\n")
  const program = join(house, "scripts/start/main.mjs")
  const told = await start({}, [program])
  expect(namesIn(told.output)).toEqual(expect.arrayContaining(["DATABASE_URL", "KEEPER_PORT"]))
  const shielded = await start({}, [program, ...START_COMMAND.slice(1)])
  expect(namesIn(shielded.output)).toEqual([])
  expect(shielded.output).toContain(`APP_URL: port ${port} is taken by`)
  rmSync(house, { recursive: true })
  rmSync(DATA_DIR, { recursive: true })
}, 60_000)

function start(
  env: Record<string, string>,
  command = START_COMMAND,
): Promise<{ status: unknown; output: string }> {
  const addresses = { APP_URL: `http://localhost:${port}`, KEEPER_URL: "http://127.0.0.1:1" }
  const { PATH, HOME } = process.env
  const values = exactEnv({ PATH, HOME, DATA_DIR, ...addresses, ...env })
  return new Promise((resolve) => {
    const program = execFile("node", command, { env: values }, (_, stdout, stderr) =>
      resolve({ status: program.exitCode, output: stdout + stderr }),
    )
  })
}

function namesIn(output: string): string[] {
  return [...output.matchAll(/^ {2}([A-Z_]+) /gm)].map(([, name]) => name ?? "")
}
