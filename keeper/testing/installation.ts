import { execFileSync } from "node:child_process"
import { randomBytes, randomUUID } from "node:crypto"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { Client } from "pg"
import { createGuard, type Guard } from "@/keeper/guard/guard"
import { createMemory } from "@/keeper/guard/memory"
import { createDb } from "@/lib/db/create-db"
import { createLog } from "@/lib/log"
import { migrate } from "@/prisma/migrate"
import { findFreePort } from "@/scripts/start/free-port"
import { startCluster } from "@/scripts/start/postgres/cluster"
import { getPrograms } from "@/scripts/start/postgres/programs"
import { runProgram } from "@/scripts/start/postgres/spawn-program"

const SILENT = createLog("keeper", { write: () => {} })
const running: { stop(): Promise<void> }[] = []

/** A data folder with a PostgreSQL server of its own in it, as `npm start` makes them, under an installation's id. */
export async function install(home: string): Promise<Installation> {
  const password = randomBytes(16).toString("hex")
  const installation = { home, password, installationId: randomUUID() }
  await mkdir(home, { recursive: true })
  const { url, stop } = await startServer(installation)
  await migrate(url)
  await stop()
  return installation
}

/** Its server, until `stop`. */
export async function startServer(installation: Installation): Promise<Server> {
  const { home, password } = installation
  const cluster = await startCluster({
    folder: join(home, "postgres"),
    logFile: join(home, "postgres.log"),
    password,
    port: await findFreePort(),
    throwAway: true,
  })
  running.push(cluster)
  return { url: cluster.adminUrl, stop: () => cluster.stop() }
}

export async function stopServers(): Promise<void> {
  await Promise.all(running.splice(0).map((one) => one.stop()))
}

/** A keeper's guard after its first look; `end` closes what it opened. */
export async function openGuard(url: string, beside: Beside): Promise<OpenGuard> {
  const db = createDb(url, { maxConnections: 2 })
  const { id: rowId } = await db.installation.findFirstOrThrow({ select: { id: true } })
  const { installationId, home } = beside
  const memory = createMemory(home, SILENT)
  const guard = await createGuard({ db, rowId, installationId, memory, evidenceWindow: 1_000 })
  await guard.look()
  return { ...guard, end: () => db.$disconnect() }
}

/** What a keeper that starts here finds, and what it finds at its second look. */
export async function lookTwice(url: string, beside: Beside): Promise<(string | null)[]> {
  const guard = await openGuard(url, beside)
  const first = guard.sign()
  await guard.look()
  await guard.end()
  return [first, guard.sign()]
}

/** Which the folder's own system user may read too. */
export function copyFolder(from: string, to: string): void {
  execFileSync("cp", ["-a", from, to])
}

/** Its server follows no other and is told to take over: the same system identifier, a new timeline. */
export async function promote({ home }: Installation): Promise<void> {
  await runProgram(getPrograms(), {
    name: "pg_ctl",
    paths: [join(home, "postgres")],
    args: ([data = ""]) => ["promote", "-D", data, "-w", "-t", "60"],
  })
}

export async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(statement).finally(() => client.end())
  return rows
}

/** What a keeper knows that starts here: `home` null, nothing from before. */
export type Beside = { home: string | null; installationId: string }
export type Installation = { home: string; installationId: string; password: string }
export type Server = { url: string; stop(): Promise<void> }
export type OpenGuard = Guard & { end(): Promise<void> }
