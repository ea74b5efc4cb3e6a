import { once } from "node:events"
import { request } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { text } from "node:stream/consumers"
import { afterEach, expect, test } from "vitest"
import { failures, PUBLIC, say, start, stopAll } from "@/web/testing/start-test-server"

const MEGABYTE_IN_BYTES = 1024 * 1024

afterEach(stopAll)

test.each([
  ["application/json", "{bad"],
  ["application/json; charset=utf-8", ""],
  ["multipart/form-data; boundary=x", "garbage"],
  ["multipart/form-data", "--x"],
  ["text/plain;charset=UTF-8", '["a\\u0000b"]'],
  ["text/plain;charset=UTF-8", '["a\0b"]'],
])(
  "a body that is no %s, or holds U+0000, is refused before it can end up in a log",
  async (type, body) => {
    const answer = await post("/echo", type, body)
    expect(answer).toMatchObject({ status: 400, body: '{"error":"malformed_request"}' })
    expect(failures).toEqual([])
  },
)

const FORM_TYPE = "multipart/form-data; boundary=----made-up"
const form = (email: string) =>
  `------made-up\r\ncontent-disposition: form-data; name="email"\r\n\r\n${email}\r\n------made-up--\r\n`

test.each([
  ["application/x-www-form-urlencoded", "email=a%00b@x.example", "email=a%20b@x.example"],
  ["application/x-www-form-urlencoded; charset=utf-8", "%00=\0&a=%2500", "%20= &a=%2500"],
  [FORM_TYPE, form("a\0b@x.example"), form("a b@x.example")],
  [FORM_TYPE, form("a\\u0000b%00"), form("a\\u0000b%00")],
])("U+0000 that somebody entered into %s is a space: %j", async (type, body, expected) => {
  const answer = await post("/echo", type, body)
  expect(JSON.parse(answer.body).body).toBe(expected)
})

test.each([
  ["raw", "refresh_token\nr\0e\0f\0"],
  ["escaped", '{"refresh_token":"a\\u0000b"}'],
])("a file with U+0000, %s, arrives as it is: the keeper says what is wrong", async (_, file) => {
  const answer = await post("/organisations/import/upload?name=a", "text/plain", file)
  expect(answer).toMatchObject({ status: 200 })
})

function post(path: string, type: string, body: string) {
  const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nOrigin: ${PUBLIC.appUrl}\r\nContent-Type: ${type}\r\n`
  return start().then((server) =>
    say(server, `${head}Content-Length: ${body.length}\r\n\r\n${body}`),
  )
}

test("a body of 1 MB arrives whole; a byte more is refused before the handler, announced or not", async () => {
  const server = await start()
  const head = `POST /echo HTTP/1.1\r\nHost: a\r\nOrigin: ${PUBLIC.appUrl}\r\n`
  const full = "a".repeat(MEGABYTE_IN_BYTES)
  const told = await say(server, `${head}Content-Length: ${MEGABYTE_IN_BYTES}\r\n\r\n${full}`)
  expect(JSON.parse(told.body).body).toHaveLength(MEGABYTE_IN_BYTES)
  const chunk = `${(64 * 1024).toString(16)}\r\n${"a".repeat(64 * 1024)}\r\n`
  const chunks = (count: number) =>
    `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(count)}`
  expect((await say(server, `${chunks(16)}0\r\n\r\n`)).status).toBe(200)
  expect((await say(server, `${chunks(16)}1\r\na\r\n0\r\n\r\n`)).status).toBe(413)
  const large = `${head}Content-Length: ${MEGABYTE_IN_BYTES + 1}\r\n\r\n${full}a`
  expect(await say(server, large)).toMatchObject({ status: 413, body: '{"error":"too_large"}' })
})

test("a client that asks before sending may continue or is refused", async () => {
  const server = await start()
  const head = `POST /echo HTTP/1.1\r\nHost: a\r\nOrigin: ${PUBLIC.appUrl}\r\nExpect: 100-continue\r\n`
  const allowed = await say(server, `${head}Content-Length: 2\r\n\r\nhi`)
  expect(allowed.raw).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
  const refused = await say(server, `${head}Content-Length: 9999999\r\n\r\n`)
  expect(refused).toMatchObject({ status: 413 })
  expect(refused.headers.connection).toBe("close")
})

test("a client that wants its connection closed reads the refusal of a body that it is still sending", async () => {
  const { port } = (await start()).address() as AddressInfo
  const headers = { host: "a", origin: PUBLIC.appUrl }
  for (let turn = 0; turn < 10; turn += 1) {
    const asked = request({ port, host: "127.0.0.1", method: "POST", headers, agent: false })
    asked.end("a".repeat(8 * MEGABYTE_IN_BYTES))
    const [answer] = await once(asked, "response")
    expect(answer).toMatchObject({ statusCode: 413, headers: { connection: "close" } })
    expect(await text(answer)).toContain("too_large")
  }
})

test("a body that breaks off reaches no handler and breaks nothing", async () => {
  const server = await start()
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1")
  socket.write(
    `POST /500 HTTP/1.1\r\nHost: a\r\nOrigin: ${PUBLIC.appUrl}\r\nContent-Length: 100\r\n\r\nhalf`,
  )
  await new Promise((resolve) => setTimeout(resolve, 50))
  socket.destroy()
  expect((await say(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).status).toBe(200)
  expect(failures).toEqual([])
})

test("a backslash that someone typed before u0000 is text like any other", async () => {
  const body = '["\\\\u0000"]'
  expect((await post("/echo", "text/plain", body)).status).toBe(200)
})
