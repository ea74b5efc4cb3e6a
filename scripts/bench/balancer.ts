import * as http from "node:http"
import * as https from "node:https"
import { setTimeout as sleep } from "node:timers/promises"
import { startCaddy, startNginx } from "./balancers"
import { openPair } from "./open-pair"
import { outcomeOf } from "./outcome-of"
import type { Part } from "./parts"
import { cookieOf, signIn } from "./visits"

// npm run bench:balancer: two webs and two keepers of the artefact (npm run build) behind this machine's nginx, or its Caddy with
// BALANCER=caddy, with the example's settings. One of each ends, is killed and hangs under pages and token requests: how many
// fail, and how long the slowest took.
const CALLERS = 4
const SECONDS = 15

const { parts, bodies, owner, ...pair } = await openPair()
const webs = pair.webs.map(({ url }) => url)
const isCaddy = process.env.BALANCER === "caddy"
const balancer = await (isCaddy ? startCaddy(webs) : startNginx(webs))
const agent = isCaddy
  ? new http.Agent({ keepAlive: true })
  : new https.Agent({ keepAlive: true, rejectUnauthorized: false })
const { request } = isCaddy ? http : https
const cookie = cookieOf(await signIn(webs[0] ?? "", owner))
let seen = forget()
let isOver = false
const callers = Array.from({ length: CALLERS }, (_, n) => [askTokens(n * 7), lookAtPages()]).flat()

await sleep(SECONDS * 1_000)
mark("nothing happens")
for (const part of parts.filter((_, index) => index % 2 === 0)) {
  await see(part, "SIGTERM", { begin: () => part.stop("SIGTERM"), end: () => part.start() })
  await see(part, "kill -9", { begin: () => part.stop("SIGKILL"), end: () => part.start() })
  await see(part, "hangs", { begin: async () => part.hang(), end: async () => part.wake() })
}
isOver = true
await Promise.all(callers)
agent.destroy()

async function see({ name }: Part, what: string, { begin, end }: Trouble): Promise<void> {
  await begin()
  await sleep(SECONDS * 1_000)
  await end()
  await sleep(3_000)
  mark(`${name}: ${what}`)
}

async function askTokens(first: number): Promise<void> {
  const headers = { "content-type": "application/x-www-form-urlencoded" }
  for (let n = first; !isOver; n += 1) {
    const body = bodies[n % bodies.length] ?? ""
    await count("tokens", () => ask("/oauth/token", { method: "POST", headers, body }))
    await sleep(20)
  }
}

async function lookAtPages(): Promise<void> {
  while (!isOver) {
    await count("pages", () => ask("/organisations", { method: "GET", headers: { cookie } }))
    await sleep(100)
  }
}

async function count(kind: "tokens" | "pages", asked: () => Promise<string>): Promise<void> {
  const startedAt = performance.now()
  const answer = await asked()
  const one = seen[kind]
  one.asked += 1
  one.slowestInMs = Math.max(one.slowestInMs, performance.now() - startedAt)
  if (answer !== "200") one.failed.set(answer, (one.failed.get(answer) ?? 0) + 1)
}

function mark(what: string): void {
  const told = Object.entries(seen).map(([kind, { asked, failed, slowestInMs }]) => {
    const failures = [...failed].map(([answer, times]) => `${times} × ${answer}`).join(", ") || "0"
    return `${asked} ${kind}, slowest ${(slowestInMs / 1_000).toFixed(1)} s, failed: ${failures}`
  })
  console.log(`${what}: ${told.join(" · ")}`)
  seen = forget()
}

function forget(): Record<"tokens" | "pages", Seen> {
  const none = () => ({ asked: 0, slowestInMs: 0, failed: new Map<string, number>() })
  return { tokens: none(), pages: none() }
}

function ask(path: string, { body, ...options }: Asked): Promise<string> {
  const asked = request(`${balancer}${path}`, { ...options, agent })
  asked.end(body)
  return outcomeOf(asked)
}

type Seen = { asked: number; slowestInMs: number; failed: Map<string, number> }
type Trouble = { begin(): Promise<void>; end(): Promise<void> }
type Asked = { method: string; headers: Record<string, string>; body?: string }
