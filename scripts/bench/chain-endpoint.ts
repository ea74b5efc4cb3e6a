import { randomBytes } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { setTimeout as sleep } from "node:timers/promises"

// A token endpoint that answers at once, or after the milliseconds given as its argument, and enforces one rule of
// Xero's: a refresh token works once. It runs as a process: it sends its address, answers "count" with what it has
// seen, and forgets everything on "reset". Tokens are as long as Xero's but carry nothing: the sandbox signs two for
// each refresh, which takes about a third of the keeper's time, on the same cores.
const ACCESS_TOKEN = `eyJ${randomBytes(900).toString("base64url")}`
const ID_TOKEN = `eyJ${randomBytes(700).toString("base64url")}`
const SCOPE = "openid profile email accounting.settings.read offline_access"

const ANSWERS_AFTER_MILLISECONDS = Number(process.argv[2] ?? 0)

let generations = new Map<string, number>()
let seen = { accepted: 0, refused: 0, underWay: 0, mostAtOnce: 0 }

const server = createServer(async (request, response) => {
  if (request.method === "GET") return void response.end(discovery())
  seen.underWay += 1
  seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.underWay)
  const answer = redeem(new URLSearchParams(await text(request)).get("refresh_token") ?? "")
  if (ANSWERS_AFTER_MILLISECONDS > 0) await sleep(ANSWERS_AFTER_MILLISECONDS)
  seen.underWay -= 1
  response.writeHead(answer === null ? 400 : 200, { "content-type": "application/json" })
  response.end(JSON.stringify(answer ?? { error: "invalid_grant" }))
})

/** Tokens read `<chain>.<generation>`; only the current generation can be redeemed. */
function redeem(refreshToken: string): object | null {
  const [chain = "", generation = ""] = refreshToken.split(".")
  const due = generations.get(chain) ?? 0
  if (Number(generation) !== due) {
    seen.refused += 1
    return null
  }
  seen.accepted += 1
  generations.set(chain, due + 1)
  return {
    id_token: ID_TOKEN,
    access_token: ACCESS_TOKEN,
    expires_in: 1_800,
    token_type: "Bearer",
    refresh_token: `${chain}.${due + 1}`,
    scope: SCOPE,
  }
}

function discovery(): string {
  const issuer = addressOf()
  return JSON.stringify({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    revocation_endpoint: `${issuer}/revocation`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  })
}

function addressOf(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

process.on("message", (asked) => {
  if (asked === "reset") {
    generations = new Map()
    seen = { accepted: 0, refused: 0, underWay: 0, mostAtOnce: 0 }
  }
  process.send?.({ ...seen, issuer: addressOf() })
})
process.on("disconnect", () => process.exit(0))
server.listen(0, "127.0.0.1", () => process.send?.({ ...seen, issuer: addressOf() }))
