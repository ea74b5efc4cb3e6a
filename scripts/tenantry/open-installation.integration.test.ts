import { once } from "node:events"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { type AddressInfo, createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { socketPath } from "@/scripts/start/take-turns.mjs"
import { openDatabase } from "./open-installation"

// PostgreSQL's answers on the wire: it is starting up, then another password is needed.
const ANSWERS = ["57P03", "28P01"].map(errorOf)
let dataDir: string
const open: Server[] = []
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "tenantry-open-"))
  // With something else in it the folder is no database, and none is made of it.
  mkdirSync(join(dataDir, "postgres", "kept"), { recursive: true })
  vi.stubEnv("DATABASE_URL", "")
  vi.stubEnv("DATA_DIR", dataDir)
})
afterEach(() => {
  for (const server of open.splice(0)) server.close()
  vi.unstubAllEnvs()
  rmSync(dataDir, { recursive: true })
})

test("the database of a start that has just begun is waited for until it answers", async () => {
  let asked = 0
  const server = createServer((socket) => {
    const answer = ANSWERS[Math.min(asked++, 1)] ?? ""
    socket.on("error", () => {}).once("data", () => socket.end(answer))
  })
  const { port } = (await listening(server.listen(0, "127.0.0.1"))).address() as AddressInfo
  writeFileSync(join(dataDir, "postgres", "postmaster.pid"), `1\n${dataDir}\n0\n${port}\n`)
  writeFileSync(join(dataDir, "database-password"), "made-up")
  await heldBy({ pid: 1, address: "http://localhost:3000" })
  await expect(openDatabase()).rejects.toThrow("password")
  expect(asked).toBeGreaterThanOrEqual(3)
})

test("of two commands the second begins when the first has ended", async () => {
  const first = await heldBy({ pid: 1 })
  const opened = openDatabase().catch(String)
  await once(first, "connection")
  first.close()
  expect(await opened).not.toContain("in use")
})

/** Another process has the folder, and says this of itself. */
function heldBy(holder: object): Promise<Server> {
  const server = createServer((socket) => socket.end(JSON.stringify(holder)))
  return listening(server.listen(socketPath(dataDir)))
}

async function listening(server: Server): Promise<Server> {
  open.push(server)
  await once(server, "listening")
  return server
}

function errorOf(code: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0Mnot now\0\0`)
  const head = Buffer.alloc(5)
  head.write("E")
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}
