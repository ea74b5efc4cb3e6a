import { once } from "node:events"
import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { askKeepers, inTurn } from "@/web/keepers/ask-keepers"

const env = { KEEPER_URL: [""] }
vi.mock("@/lib/env", () => ({ webEnv: () => env }))
// Nothing listens on the discard port.
const ABSENT = "http://127.0.0.1:9"
const MESSAGE = {
  path: "/oauth/token?a=b",
  method: "POST",
  headers: {},
  body: "one",
  withinInMs: 500,
}
let servers: Server[]
let asked: number

beforeEach(() => {
  servers = []
  asked = 0
  Object.assign(globalThis, { tenantryKeepers: undefined })
})
afterEach(() => {
  vi.useRealTimers()
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

test("keepers are asked in turn", async () => {
  const [one, two] = [await keeper(says("one")), await keeper(says("two"))]
  env.KEEPER_URL = [one, two]
  const answers = [await ask(), await ask(), await ask(), await ask()]
  expect(answers.toSorted()).toEqual(["one", "one", "two", "two"])
})

test("one that is away costs no request, whether it may be repeated or not", async () => {
  env.KEEPER_URL = [ABSENT, await keeper(says("one")), ABSENT]
  for (const repeatable of [true, false, true, false]) expect(await ask(repeatable)).toBe("one")
})

test("one that dies over a request costs nothing where the request may be repeated", async () => {
  env.KEEPER_URL = [await keeper(dies), await keeper(says("one"))]
  for (let request = 0; request < 4; request += 1) expect(await ask(true)).toBe("one")
})

test("what may not be done twice is sent to no second keeper once the first may have it", async () => {
  env.KEEPER_URL = [await keeper(dies), await keeper(dies)]
  expect(await ask(false)).toBeNull()
  expect(asked).toBe(1)
})

test("a keeper that stops turns a request away, and another one takes it", async () => {
  env.KEEPER_URL = [await keeper(stops), await keeper(says("one"))]
  for (const repeatable of [true, false]) expect(await ask(repeatable)).toBe("one")
})

test("if all keepers stop, what they say is the answer; if all are away, there is none", async () => {
  env.KEEPER_URL = [await keeper(stops)]
  expect(await ask()).toBe("stopping")
  env.KEEPER_URL = [ABSENT]
  expect(await ask()).toBeNull()
})

test("an answer that takes too long, or breaks off, is none", async () => {
  env.KEEPER_URL = [await keeper(() => {})]
  expect(await ask()).toBeNull()
  env.KEEPER_URL = [
    await keeper((_, response) => {
      response.writeHead(200, { "content-length": 100 }).write("half")
      setTimeout(() => response.destroy(), 20)
    }),
  ]
  expect(await ask()).toBeNull()
})

test("one that hangs costs a request seconds, and one that only takes long is waited for", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] })
  const here = await keeper(says("one"))
  env.KEEPER_URL = [await keeper(() => {}), here]
  for (const _turn of [1, 2]) expect(await askFor(10_000)).toBe("one")
  const slow: RequestListener = (request, response) => {
    if (request.url === "/api/health/live") response.end("{}")
    else setTimeout(() => response.end("late"), 20_000)
  }
  env.KEEPER_URL = [await keeper(slow)]
  expect(await askFor(30_000)).toBe("late")
})

test("one that was away rests a second, then twice as long each time, and 15 s at most", async () => {
  vi.useFakeTimers({ toFake: ["performance"] })
  const here = await keeper(says("one"))
  env.KEEPER_URL = [ABSENT, here]
  const rests: number[] = []
  for (let round = 0; round < 6; round += 1) {
    while (inTurn(env.KEEPER_URL)[0] !== ABSENT) vi.advanceTimersByTime(100)
    Object.assign(globalThis, { tenantryKeepers: { ...kept(), turn: 1 } })
    await ask()
    let rest = 0
    while (first(inTurn(env.KEEPER_URL), inTurn(env.KEEPER_URL)) !== ABSENT) {
      vi.advanceTimersByTime(500)
      rest += 500
    }
    rests.push(rest)
  }
  expect(rests).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
})

/** Of two turns, one begins with each keeper unless one rests. */
function first(...turns: string[][]): string | undefined {
  return turns.map(([one]) => one).find((one) => one === ABSENT)
}

function kept(): object {
  return (globalThis as { tenantryKeepers?: object }).tenantryKeepers ?? {}
}

async function ask(repeatable = true, withinInMs = MESSAGE.withinInMs): Promise<string | null> {
  const answer = await askKeepers({ ...MESSAGE, repeatable, withinInMs })
  return answer === null ? null : String(answer.body)
}

/** Asks, and lets so much time pass that this file controls. */
async function askFor(mostInMs: number): Promise<string | null> {
  let isDone = false
  const answer = ask(true, 60_000).finally(() => {
    isDone = true
  })
  for (let passedInMs = 0; !isDone && passedInMs < mostInMs; passedInMs += 100) {
    vi.advanceTimersByTime(100)
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate)
  }
  return isDone ? answer : "still waiting"
}

async function keeper(answer: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    asked += 1
    answer(request, response)
  }).listen(0, "127.0.0.1")
  servers.push(server)
  await once(server, "listening")
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function says(word: string): RequestListener {
  return (_, response) => response.end(word)
}

function dies(request: Parameters<RequestListener>[0]): void {
  request.socket.destroy()
}

function stops(_: unknown, response: Parameters<RequestListener>[1]): void {
  response.writeHead(503, { connection: "close" }).end("stopping")
}
