import { createHash, timingSafeEqual } from "node:crypto"
import { createServer, type IncomingMessage, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { parse } from "node:querystring"
import express from "express"
import { Pool } from "pg"
import { connectionTo } from "@/lib/db/connection"

// What the token endpoint is measured against. Run as a process: `bare` is a node:http server that parses the same
// form, checks one SHA-256 secret and answers with a body of the same length; `express` is Express with one indexed
// SELECT through pg.
const [kind, digest = "", bodyLength = "0", databaseUrl = ""] = process.argv.slice(2)
const BODY = JSON.stringify({ access_token: "x".repeat(Number(bodyLength) - 19) })
const HEADERS = { "content-type": "application/json", "cache-control": "no-store" }

function bare(): Server {
  const expected = Buffer.from(digest)
  return createServer(async (request, response) => {
    const form = parse(await readBody(request))
    const given = createHash("sha256").update(String(form.client_secret)).digest("hex")
    const status = timingSafeEqual(Buffer.from(given), expected) ? 200 : 401
    response.writeHead(status, { ...HEADERS, "content-length": Buffer.byteLength(BODY) })
    response.end(BODY)
  })
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => resolve(Buffer.concat(chunks).toString()))
    request.on("error", reject)
  })
}

function withExpress(): Server {
  const pool = new Pool({ ...connectionTo(databaseUrl), max: 10 })
  const app = express()
  app.use(express.urlencoded({ extended: false }))
  app.post("/oauth/token", async (request, response) => {
    const given = createHash("sha256").update(String(request.body.client_secret)).digest("hex")
    const { rowCount } = await pool.query(
      `SELECT s."id" FROM "ServiceSecret" d JOIN "Service" s ON s."id" = d."serviceId" WHERE d."digest" = $1`,
      [given],
    )
    response
      .set(HEADERS)
      .status(rowCount === 1 ? 200 : 401)
      .send(BODY)
  })
  return createServer(app)
}

const server = kind === "bare" ? bare() : withExpress()
process.on("disconnect", () => process.exit(0))
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
