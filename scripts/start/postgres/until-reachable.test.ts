import { once } from "node:events"
import { createServer, type Server, type Socket } from "node:net"
import { afterEach, expect, test } from "vitest"
import { findFreePort } from "@/scripts/start/free-port"
import { untilReachable } from "./until-reachable"

// PostgreSQL's answers on the wire: severity, code, message.
const STARTING = error("57P03", "the database system is starting up")
const WRONG_PASSWORD = error("28P01", "password authentication failed")
const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

test("a database that is away, and then starts up, is waited for, and told once", async () => {
  const port = await findFreePort()
  const printed: string[] = []
  const wait = waitFor(port, printed)
  await until(() => printed.length === 1)
  let asked = 0
  await listen(port, () => (asked++ === 0 ? STARTING : WRONG_PASSWORD))
  // It answers by then: that it refuses is told by the start's own check.
  await wait
  expect(asked).toBe(2)
  expect(printed).toEqual([
    `Waiting for the database at 127.0.0.1:${port}, which refuses: connect ECONNREFUSED 127.0.0.1:${port}. Nothing listens there: is PostgreSQL started, and are host and port right?`,
  ])
})

test("whoever stops the start need not wait for the database", async () => {
  const stopping = new AbortController()
  const printed: string[] = []
  const wait = waitFor(await findFreePort(), printed, stopping.signal)
  await until(() => printed.length === 1)
  stopping.abort()
  await expect(wait).rejects.toThrow("aborted")
})

function waitFor(port: number, printed: string[], signal = new AbortController().signal) {
  const databaseUrl = `postgresql://tenantry:made-up@127.0.0.1:${port}/tenantry`
  return untilReachable({ databaseUrl, print: (line) => printed.push(line), signal })
}

async function listen(port: number, answer: () => Buffer): Promise<void> {
  const server = createServer((socket: Socket) => {
    socket.on("error", () => {})
    socket.once("data", () => socket.end(answer()))
  }).listen(port, "127.0.0.1")
  open.push(server)
  await once(server, "listening")
}

function error(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`)
  const head = Buffer.alloc(5)
  head.write("E")
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}
