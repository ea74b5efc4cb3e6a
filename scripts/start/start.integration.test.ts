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

// The ports that it would listen on are taken: had it tried to, it would say so. `settings.test.ts` tries name by name.
test("a start with every name wrong names them all, touches nothing and fails", async () => {
  const wrong = listWrongValues(plainFile)
  const besides = Object.assign({}, ...wrong.map(([, , beside]) => beside))
  const values = Object.fromEntries(wrong.reverse().map(([name, value]) => [name, value]))
  const { status, output } = await start({ ...besides, ...values })
  expect(status).toBe(78)
  const names = new Set(wrong.map(([name]) => name))
  expect(namesIn(output).sort()).toEqual([...names].sort())
  expect(readdirSync(folder)).toEqual(["file"])
})

test("a taken port is told with its number, the name that sets it and who holds it", async () => {
  const { status, output } = await start({})
  expect(status).toBe(1)
  expect(output).toContain(`APP_URL: port ${port} is in use by`)
  if (process.platform === "linux") expect(output).toContain(`process ${process.pid} (`)
  expect(existsSync(join(DATA_DIR, "postgres"))).toBe(false)
  rmSync(DATA_DIR, { recursive: true, force: true })
})

test("what tests start reads no .env, however much stands in it", async () => {
  const house = mkdtempSync(join(tmpdir(), "tenantry-house-"))
  for (const name of [
    "lib",
    "prisma",
    "scripts",
    "sandbox",
    "web",
    "package.json",
    "package-lock.json",
  ]) {
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
  expect(shielded.output).toContain(`APP_URL: port ${port} is in use by`)
  rmSync(house, { recursive: true })
  rmSync(DATA_DIR, { recursive: true, force: true })
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
  return [...output.matchAll(/"event":"refused_to_start","name":"([A-Z0-9_]+)"/g)].map(
    ([, name]) => name ?? "",
  )
}
