import { once } from "node:events"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createSigningKeys } from "@/keeper/xero/signing-keys"

const OLD = { kty: "RSA", kid: "k1", n: "old", e: "AQAB" }
const NEW = { ...OLD, n: "new" }
let answer: { status: number; keys: object[] }
let server: Server
let url: string

beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(answer.status).end(JSON.stringify({ keys: answer.keys }))
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

test("a key set that verified nothing is read again, since another key may stand under the same id", async () => {
  const keys = createSigningKeys()
  answer = { status: 200, keys: [OLD] }
  const before = await keys.find(url, "k1")
  answer = { status: 200, keys: [NEW] }
  expect(await keys.find(url, "k1")).toBe(before)
  expect(await keys.find(url, "k1", before ?? undefined)).toEqual({ keys: [NEW] })
  const known = await keys.find(url, "k1")
  answer = { status: 403, keys: [] }
  expect(await keys.find(url, "k1", known ?? undefined)).toBeNull()
  expect(await keys.find(url, "k1")).toEqual({ keys: [NEW] })
})
