import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { expect, test } from "vitest"
import { failureCode } from "@/keeper/outgoing/failure-code"
import { journalTroubleText } from "@/lib/words/journal-trouble-text"

test("a request that fails is told by what happened to its connection, in words", async () => {
  const server = createServer((socket) => socket.resetAndDestroy()).listen(0, "127.0.0.1")
  await once(server, "listening")
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const broken = await textOf(fetch(url))
  server.close()
  await once(server, "close")
  const hangs = createServer().listen(0, "127.0.0.1")
  await once(hangs, "listening")
  const { port } = hangs.address() as AddressInfo
  const late = await textOf(fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5) }))
  hangs.close()
  expect([broken, await textOf(fetch(url)), late]).toEqual([
    "the connection broke off (ECONNRESET)",
    "nothing listens at its address (ECONNREFUSED)",
    "it does not answer in time (TimeoutError)",
  ])
})

test.each([
  [Object.assign(new Error("S3 returned 507"), { code: "Unknown", status: 507 }), "HTTP 507"],
  [
    Object.assign(new Error("S3 returned 403"), { code: "AccessDenied", status: 403 }),
    "AccessDenied",
  ],
  [new AggregateError([Object.assign(new Error(), { code: "ENETUNREACH" })]), "ENETUNREACH"],
  [new TypeError("fetch failed"), "TypeError"],
  ["a word", "unknown"],
])("%o has the code %s", (failure, code) => {
  expect(failureCode(failure)).toBe(code)
})

async function textOf(asked: Promise<unknown>): Promise<string> {
  return journalTroubleText(
    await asked.then(
      () => "answered",
      (cause: unknown) => failureCode(cause),
    ),
  )
}
