import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer, get, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { brotliCompressSync } from "node:zlib"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openPackedFiles } from "./packed-files"

const SCRIPT = "/_next/static/chunks/one.js"
const PACKED = brotliCompressSync("alert(1)")

let folder: string
let server: Server

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenantry-packed-"))
  await mkdir(join(folder, "static/chunks"), { recursive: true })
  await writeFile(join(folder, "static/chunks/one.js.br"), PACKED)
  await writeFile(join(folder, "secret.js.br"), PACKED)
  const files = await openPackedFiles(join(folder, "static"))
  server = createServer(
    (request, response) => files(request, response) ?? response.end("framework"),
  )
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

test("a script goes out packed to whoever takes brotli, for ever", async () => {
  for (const takes of ["br", "gzip, deflate, br, zstd", "gzip;q=1, BR;q=0.5"]) {
    const { headers, body } = await ask(SCRIPT, { "accept-encoding": takes })
    expect(headers["content-encoding"]).toBe("br")
    expect(headers["content-type"]).toMatch(/javascript/)
    expect(headers["cache-control"]).toMatch(/immutable/)
    expect(body).toEqual(PACKED)
  }
  expect((await ask(`${SCRIPT}?dpl=1`, { "accept-encoding": "br" })).body).toEqual(PACKED)
})

test("everything else is left to the framework", async () => {
  for (const takes of ["gzip", "br;q=0", "br;q=0.0", "brotli", ""]) {
    expect(String((await ask(SCRIPT, { "accept-encoding": takes })).body)).toBe("framework")
  }
  const parts = { "accept-encoding": "br", range: "bytes=0-3" }
  expect(String((await ask(SCRIPT, parts)).body)).toBe("framework")
  for (const path of [
    "/_next/static/../secret.js",
    "/_next/static/chunks/two.js",
    "/",
    `${SCRIPT}.br`,
  ])
    expect(String((await ask(path, { "accept-encoding": "br" })).body)).toBe("framework")
})

function ask(path: string, headers: Record<string, string>): Promise<Answer> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers, agent: false }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk)
      resolve({ headers: answer.headers, body: Buffer.concat(chunks) })
    }).on("error", reject)
  })
}

type Answer = { headers: Record<string, string | string[] | undefined>; body: Buffer }
