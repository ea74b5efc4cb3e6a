import { createServer, type Socket } from "node:net"
import { findFreePort } from "@/scripts/start/free-port"
import { childEnv, NEXT_ENV, type Values } from "@/scripts/start/processes/child-env"
import { startProcess } from "@/scripts/start/processes/start-process"

export const SECRET = "s".repeat(32)

/** Whether web or the keeper, started as a start does with `values` in its environment, reaches its database. */
export async function canReach(one: Tried, values: Values): Promise<boolean> {
  return (await tryProcess(one, values, () => {})).isReached
}

/** The same where it cannot, until it is said why: what was said, and after how many seconds. */
export async function askWhy(one: Tried, values: Values): Promise<Try> {
  return tryProcess(one, values, (giveUp) => giveUp.abort())
}

async function tryProcess(
  { name, script, preloaded }: Tried,
  values: Values,
  onSaid: (giveUp: AbortController) => void,
): Promise<Try> {
  const port = await findFreePort()
  const giveUp = new AbortController()
  const said: string[] = []
  const startedAt = performance.now()
  const isReached = await startProcess({
    name,
    script,
    preloaded,
    env: childEnv(name, { ...environmentOf(port), ...values }),
    isReady: () => reachesDatabase(`http://localhost:${port}/api/health`),
    print(line) {
      if (!line.includes("Its last error:")) return
      said.push(line)
      onSaid(giveUp)
    },
    signal: giveUp.signal,
    stopTimeoutInMs: 10_000,
  }).then(
    (running) => running.stop().then(() => true),
    (error: Error) => {
      said.push(error.message)
      return false
    },
  )
  const afterInSeconds = (performance.now() - startedAt) / 1_000
  return { isReached, said: said.join("\n"), afterInSeconds }
}

/** Starts web as a start does, whether it reaches its database or not. `stop` ends it. */
export async function startWeb(
  { script, preloaded }: Tried,
  values: Values,
): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await findFreePort()
  const url = `http://localhost:${port}`
  const running = await startProcess({
    name: "web",
    script,
    preloaded,
    env: childEnv("web", { ...environmentOf(port), ...values }),
    isReady: () => fetch(`${url}/api/health`).then(Boolean, () => false),
    print: () => {},
    signal: new AbortController().signal,
    stopTimeoutInMs: 10_000,
  })
  return { url, stop: running.stop }
}

/** A database that takes connections and never says a word. */
export async function openSilentDatabase(): Promise<{ url: string; close(): void }> {
  const open = new Set<Socket>()
  const port = await findFreePort()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on("error", () => {})
  }).listen(port, "127.0.0.1")
  return {
    url: `postgresql://tenantry:made-up@127.0.0.1:${port}/tenantry`,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

function environmentOf(port: number): Values {
  const url = `http://localhost:${port}`
  return {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    ...NEXT_ENV,
    APP_URL: url,
    PORT: String(port),
    NEXTAUTH_URL: url,
    NEXTAUTH_SECRET: SECRET,
    AUTH_SECRET: SECRET,
    KEEPER_SECRET: SECRET,
    KEEPER_URL: "http://127.0.0.1:1",
    KEEPER_PORT: String(port),
    VAULT_KEYS: `k1:${"A".repeat(43)}=`,
    XERO_CLIENT_ID: "0".repeat(32),
    XERO_CLIENT_SECRETS: "made-up",
    XERO_ISSUER: "http://localhost:1",
    XERO_API_URL: "http://localhost:1",
  }
}

/** As web's health says it; a keeper that answers has reached it. */
async function reachesDatabase(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => null)
  const { database } = response === null ? {} : await response.json().catch(() => ({}))
  return database === "ok" || (response?.ok === true && database === undefined)
}

export type Tried = { name: "web" | "keeper"; script: string; preloaded: string[] }
type Try = { isReached: boolean; said: string; afterInSeconds: number }
