import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes, randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdir, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { Client } from "pg"
import { connectionTo } from "@/lib/db/connection"
import { migrate } from "@/prisma/migrate"
import { bundle } from "@/scripts/build/bundle"
import { findFreePort } from "@/scripts/start/free-port"
import { startCluster } from "@/scripts/start/postgres/cluster"
import { bundledIn } from "@/scripts/start/processes/programs"
import { atEnd } from "./run-bench"

// Reports over the channel how much CPU time and memory this process has used.
const GAUGE = `process.on("message", () => process.send({
  cpu: process.cpuUsage(), rss: process.memoryUsage.rss() }))`

/** A database as the product runs it, a token endpoint, and the environment of a keeper that uses both. */
export async function openBench(answersAfterMilliseconds = 0): Promise<Bench> {
  const home = join(".test/vitest", `bench-${process.pid}`)
  await mkdir(home, { recursive: true })
  atEnd(() => rm(home, { recursive: true, force: true }))
  const starting = startCluster({
    folder: join(home, "postgres"),
    logFile: join(home, "postgres.log"),
    password: randomBytes(16).toString("hex"),
    port: await findFreePort(),
  })
  // Also where it is stopped while it starts: it is no process of this one's group, and would stay.
  atEnd(async () => (await starting).stop())
  const cluster = await starting
  await migrate(cluster.adminUrl)
  const programs = join(home, "server")
  await bundle(programs)
  const endpoint = start(["scripts/bench/chain-endpoint.ts", String(answersAfterMilliseconds)], {})
  const { issuer } = (await told(endpoint)) as Seen & { issuer: string }
  const database = new Client(connectionTo(cluster.adminUrl))
  await database.connect()
  atEnd(() => database.end())
  return {
    database,
    keeperFile: join(programs, "keeper.mjs"),
    env: keeperEnv(cluster.adminUrl, issuer),
    ask: (word) => ask(endpoint, word) as Promise<Seen>,
  }
}

/** Fills the database with chains that are not due; see `keeper/testing/fill-chains`. */
export async function fill({ env }: Bench, count: number): Promise<void> {
  await runToEnd(["keeper/testing/fill-chains.ts", String(count)], env)
}

/** A keeper as the product starts it, bundled and with the same settings of Node, at Xero's own pace. */
export async function startKeeper({ env, keeperFile }: Bench): Promise<MeasuredKeeper> {
  const port = await findFreePort()
  const { preloaded } = bundledIn(dirname(keeperFile))
  const child = startMeasured([...preloaded, keeperFile], { ...env, KEEPER_PORT: String(port) })
  await untilReady(child)
  return { url: `http://127.0.0.1:${port}`, ...measured(child) }
}

/** Starts any server of these benches; it sends its address when it is ready. */
export async function startServer(
  program: string[],
  env: Record<string, string>,
): Promise<MeasuredKeeper> {
  const child = startMeasured(program, env)
  const url = String(await told(child))
  return { url, ...measured(child) }
}

function startMeasured(program: string[], env: Record<string, string>): ChildProcess {
  const gauge = `--import=data:text/javascript,${encodeURIComponent(GAUGE)}`
  return start(program, { ...env, NODE_OPTIONS: gauge })
}

function measured(child: ChildProcess): Omit<MeasuredKeeper, "url"> {
  return {
    gauge: async () => {
      const { cpu, rss } = (await ask(child, "gauge")) as { cpu: NodeJS.CpuUsage; rss: number }
      return { cpuInMilliseconds: (cpu.user + cpu.system) / 1_000, rssInBytes: rss }
    },
    stop: () => stop(child, "SIGTERM"),
  }
}

function keeperEnv(databaseUrl: string, issuer: string): Record<string, string> {
  return {
    NODE_ENV: "production",
    APP_URL: "http://localhost:3000",
    DATABASE_URL: databaseUrl,
    INSTALLATION_ID: randomUUID(),
    KEEPER_PORT: "3001",
    KEEPER_SECRET: randomBytes(32).toString("hex"),
    VAULT_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    XERO_CLIENT_ID: randomBytes(16).toString("hex").toUpperCase(),
    XERO_CLIENT_SECRETS: "bench",
    XERO_ISSUER: issuer,
    XERO_API_URL: issuer,
  }
}

/** Starts one of our programs, from its source or bundled, which ends with the bench at the latest. */
export function start(program: string[], env: Record<string, string>): ChildProcess {
  const loader = program[0]?.endsWith(".ts") ? ["--import", "tsx"] : []
  const child = spawn(process.execPath, [...loader, ...program], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  })
  atEnd(() => stop(child, "SIGKILL"))
  return child
}

/** Runs one of our programs until it has ended well. */
export async function runToEnd(program: string[], env: Record<string, string>): Promise<void> {
  const [code] = await once(start(program, env), "exit")
  if (code !== 0) throw new Error(`${program.join(" ")} ended with ${code}`)
}

/** Ends it, where it runs. */
export async function stop(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, "exit")
  child.kill(signal)
  await ended
}

async function untilReady(child: ChildProcess): Promise<void> {
  let log = ""
  const ready = new Promise<void>((resolve) =>
    child.stdout?.on("data", (chunk) => {
      log += String(chunk)
      if (log.includes('"ready"')) resolve()
    }),
  )
  const ended = once(child, "exit").then(() => {
    throw new Error(`the keeper did not start: ${log}`)
  })
  await Promise.race([ready, ended])
}

async function ask(child: ChildProcess, word: string): Promise<unknown> {
  const answer = told(child)
  child.send(word)
  return answer
}

/** What a program sends next. */
export async function told(child: ChildProcess): Promise<unknown> {
  const [message] = await once(child, "message")
  return message
}

export type Bench = {
  database: Client
  /** The bundled keeper. */
  keeperFile: string
  env: Record<string, string>
  /** What the token endpoint has seen; `reset` makes it forget first. */
  ask(word: "count" | "reset"): Promise<Seen>
}
export type Seen = { accepted: number; refused: number; mostAtOnce: number }
export type MeasuredKeeper = { url: string; gauge(): Promise<Gauge>; stop(): Promise<void> }
export type Gauge = { cpuInMilliseconds: number; rssInBytes: number }
