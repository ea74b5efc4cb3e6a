import type { AddressInfo } from "node:net"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { database } from "@/lib/db/outage/testing"
import { failures, say, start, stopAll } from "@/web/testing/start-test-server"

const TITLE = "Tenantry cannot reach its database"
const BROWSER = "Accept: text/html"
const FROM = "Origin: https://tenantry.example\r\nContent-Length: 2\r\nNext-Action: a"

beforeEach(() => {
  database.isThere = false
})
afterEach(stopAll)
afterEach(() => void vi.useRealTimers())

test.each([
  [
    "a page",
    "GET /organisations",
    BROWSER,
    /content="5".*looks again/s,
    "text/html; charset=utf-8",
  ],
  ["an action", "POST /sign-in", FROM, /^Tenantry cannot .*may not have been/, "text/plain"],
  ["a form", "POST /sign-in/sso", `${FROM}\r\n${BROWSER}`, /may not/, "text/plain"],
  ["a script", "GET /api/auth/csrf", "A: b", /"database_away","detail":".*Try/, "application/json"],
])("%s is told that the database is away, and when to ask again", async (...row) => {
  const [, line, headers, words, type] = row
  database.knownAway = true
  const body = line.startsWith("POST") ? "[]" : ""
  const server = await start()
  const answer = await say(server, `${line} HTTP/1.1\r\nHost: a\r\n${headers}\r\n\r\n${body}`)
  expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } })
  expect(answer.headers["content-type"]).toBe(type)
  expect(answer.body).toMatch(words)
})

test.each(["/_next/static/a.js", "/api/health", "/api/health/live", "/oauth/token", "/api/v1/a"])(
  "%s does without the database",
  async (path) => {
    database.knownAway = true
    expect((await get(path)).status).toBe(200)
  },
)

test("an error that came of an absent database says so, and those who come after are told at once", async () => {
  for (const path of ["/500", "/plain/500", "/json/500", "/empty/500"]) {
    expect(await get(path)).toMatchObject({ status: 503, body: expect.stringContaining(TITLE) })
    expect(database.isAway()).toBe(true)
    database.knownAway = false
  }
  expect((await get("/json/404")).status).toBe(404)
  const health = await get("/api/health?x=/json/503")
  expect([health.body, database.isAway()]).toEqual(['{"own":true}', false])
  database.isThere = true
  expect((await get("/500")).status).toBe(500)
})

test("who waits for a database that says nothing is told within seconds, whatever the page says later", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
  for (const path of ["/never", "/late", "/late/500"]) {
    database.knownAway = false
    const { answer } = await wait(path, 1_500)
    expect((await answer)?.status).toBe(503)
    expect((await (await answer)?.text())?.match(/<h1>/g)).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  }
  expect(failures.map(String)).toEqual(["Error: secret detail"])
})

test("whoever comes as soon as the database is back gets the page", async () => {
  Object.assign(database, { isThere: true, knownAway: true })
  expect((await get("/organisations")).status).toBe(200)
})

test("who waits for a keeper while the database answers goes on waiting", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
  database.isThere = true
  const { answer, server } = await wait("/never", 60_000)
  server.closeAllConnections()
  expect(await answer).toBeNull()
})

/** Asks, and lets so much time pass once it waits. */
async function wait(path: string, milliseconds: number) {
  const server = await start()
  const { port } = server.address() as AddressInfo
  const headers = { accept: "text/html" }
  const answer = fetch(`http://127.0.0.1:${port}${path}`, { headers }).catch(() => null)
  while (vi.getTimerCount() === 0) await new Promise(setImmediate)
  await vi.advanceTimersByTimeAsync(milliseconds)
  return { answer, server }
}

async function get(path: string) {
  return say(await start(), `GET ${path} HTTP/1.1\r\nHost: a\r\n${BROWSER}\r\n\r\n`)
}
