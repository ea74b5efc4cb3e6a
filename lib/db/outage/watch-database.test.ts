import { once } from "node:events"
import { type AddressInfo, connect, createServer, Socket } from "node:net"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { lookAtDatabase } from "@/lib/db/outage/look-at-database"
import { cutConnections, keepSocket, metTroubleSince } from "@/lib/db/outage/sockets"
import { watchDatabase } from "@/lib/db/outage/watch-database"

const closing: (() => void)[] = []
beforeEach(() => void Object.assign(globalThis, { tenantryDatabase: undefined }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  for (const close of closing.splice(0)) close()
})

test("a database that is away is asked each second until it is back, and one that is there only when doubted", async () => {
  vi.useFakeTimers()
  const found: (string | null)[] = [null, "away", "away", null]
  const changes: (string | null)[] = []
  const look = vi.fn(async () => found.shift() ?? null)
  const watch = watchDatabase({ look, onChange: (why) => changes.push(why) })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(look).not.toHaveBeenCalled()
  await Promise.all([watch.doubt(), watch.doubt()])
  await watch.doubt()
  expect([look.mock.calls.length, watch.isAway()]).toEqual([1, false])
  await vi.advanceTimersByTimeAsync(1_000)
  await watch.doubt()
  expect(watch.isAway()).toBe(true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([look.mock.calls.length, watch.isAway()]).toEqual([4, false])
  expect(changes).toEqual(["away", null])
})

test("whoever asks while it is away hears of its return at once, and does not wait for one that says nothing", async () => {
  let look: () => Promise<string | null> = async () => "away"
  const watch = watchDatabase({ look: () => look(), onChange: () => {} })
  await watch.doubt()
  expect(await watch.isStillAway()).toBe(true)
  look = async () => null
  expect(await Promise.all([watch.isStillAway(), watch.isStillAway()])).toEqual([false, false])
  look = async () => "away"
  await new Promise((done) => setTimeout(done, 600))
  await watch.doubt()
  look = () => new Promise(() => {})
  const startedAt = performance.now()
  for (let asked = 0; asked < 20; asked += 1) expect(await watch.isStillAway()).toBe(true)
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})

test.each<[string, (socket: Socket) => void, RegExp | null]>([
  ["hangs up", (socket) => socket.destroy(), /./],
  ["says nothing", () => {}, /SILENT/],
  ["starts up", says("57P03"), /57P03/],
  ["shuts down", says("57P01"), /57P01/],
  ["takes nobody more", says("53300"), null],
  ["has another password by now", says("28P01"), null],
  ["answers slowly", (socket) => void socket.write("R\0\0\0\u0008\0\0\0\0"), /./],
])("a database that %s is told from one that is there", async (_what, answer, why) => {
  const url = await serve(answer)
  const startedAt = performance.now()
  const found = await lookAtDatabase(url, { silentInMs: 100, mostInMs: 300 })
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  if (why === null) expect(found).toBeNull()
  else expect(found).toMatch(why)
})

test("nobody listens: that is said", async () => {
  expect(await lookAtDatabase("postgresql://a:b@127.0.0.1:9/c")).toMatch(/ECONNREFUSED/)
})

test.each(["EPERM", "EPIPE"])(
  "%s is the system's own word, and no answer of a database",
  async (code) => {
    vi.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket) {
      return this.destroy(Object.assign(new Error(), { code }))
    })
    expect(await lookAtDatabase("postgresql://a:b@127.0.0.1:9/c")).toContain(code)
  },
)

test("a connection that is hung up on or given up is trouble, one that we end or cut is none", async () => {
  const url = new URL(await serve((socket) => socket.end()))
  const open = async () => {
    const socket = keepSocket(connect(Number(url.port), "127.0.0.1")).resume()
    await once(socket, "connect")
    return socket
  }
  const ended = await open()
  ended.end()
  await once(ended, "close")
  const cut = await open()
  cutConnections()
  await once(cut, "close")
  expect(metTroubleSince(0)).toBe(false)
  for (const lose of [(one: Socket) => one.write("a"), (one: Socket) => one.destroy()]) {
    Object.assign(globalThis, { tenantryDatabase: undefined })
    const lost = await open()
    lose(lost)
    await once(lost, "close")
    expect(metTroubleSince(0)).toBe(true)
  }
  expect(metTroubleSince(performance.now() + 2_000)).toBe(false)
})

/** Ends with this error, as PostgreSQL writes it. */
function says(code: string): (socket: Socket) => void {
  const fields = `SFATAL\0C${code}\0Mno\0\0`
  return (socket) => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(fields.length + 4)
    socket.end(Buffer.concat([Buffer.from("E"), length, Buffer.from(fields)]))
  }
}

async function serve(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    closing.push(() => socket.destroy())
    socket.on("error", () => {})
    socket.once("data", () => answer(socket)).once("end", () => socket.end())
  }).listen(0, "127.0.0.1")
  closing.push(() => server.close())
  await once(server, "listening")
  return `postgresql://a:b@127.0.0.1:${(server.address() as AddressInfo).port}/c`
}
