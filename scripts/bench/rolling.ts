import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { Client } from "pg"
import { connectionTo } from "@/lib/db/connection"
import { applyMigration } from "@/prisma/apply-migration"
import { isBuilt } from "@/scripts/build/artefact.mjs"
import { findFreePort } from "@/scripts/start/free-port"
import { answers } from "@/scripts/start/processes/answers"
import { type Bench, openBench, stop } from "./chain-processes"
import { readFlags } from "./read-flags"
import { startLoad } from "./rolling-load"
import { atEnd } from "./run-bench"
import { bodiesOf, fillServices } from "./token-requests"

// npm run bench:rolling: two webs and two keepers of the artefact (npm run build) on one database under token requests. Two
// migrations beside a long transaction, then each process replaced by SIGTERM, then each killed and started again: how many
// requests fail. Where a web gives no answer, a client asks the other, as a balancer does. `-- --callers 20` asks more.
const {
  callers: [CALLERS = 0],
} = readFlags({ callers: "10" })
const ORGANISATIONS = 100
const SERVICES = 20
const APART_IN_MILLISECONDS = 3_000

if (!(await isBuilt())) throw new Error("There is no artefact of these sources: npm run build")
const bench = await openBench()
await measure(bench)

async function measure(bench: Bench): Promise<void> {
  const filled = await fillServices(bench, { organisations: ORGANISATIONS, services: SERVICES })
  const parts = await plan(bench)
  for (const part of parts) await part.start()
  const load = startLoad(
    CALLERS,
    parts.filter(({ name }) => name === "web").map(({ url }) => url),
    bodiesOf(filled, ORGANISATIONS),
  )
  await sleep(APART_IN_MILLISECONDS)
  load.mark("nothing happens")
  await migrateBeside(bench)
  load.mark("migrations beside a long transaction")
  for (const part of parts) {
    await part.stop("SIGTERM")
    await sleep(APART_IN_MILLISECONDS)
    await part.start()
    await sleep(APART_IN_MILLISECONDS)
    load.mark(`${part.name} at ${part.url} replaced`)
  }
  for (const part of parts) {
    await part.stop("SIGKILL")
    await sleep(APART_IN_MILLISECONDS)
    await part.start()
    load.mark(`${part.name} at ${part.url} killed and started again`)
  }
  await load.stop()
}

async function plan({ env }: Bench): Promise<Part[]> {
  const ports = await Promise.all([1, 2, 3, 4].map(findFreePort))
  const [one = 0, other = 0, ...webPorts] = ports
  const keepers = [one, other].map((port) =>
    createPart("keeper", port, { ...env, KEEPER_PORT: String(port) }),
  )
  const forWeb = {
    APP_URL: env.APP_URL ?? "",
    WEB_DATABASE_URL: env.DATABASE_URL ?? "",
    KEEPER_URL: [one, other].map((port) => `http://127.0.0.1:${port}`).join(","),
    KEEPER_SECRET: env.KEEPER_SECRET ?? "",
    AUTH_SECRET: randomBytes(32).toString("hex"),
  }
  const webs = webPorts.map((port) => createPart("web", port, { ...forWeb, PORT: String(port) }))
  return [...keepers, ...webs]
}

function createPart(name: "web" | "keeper", port: number, env: Record<string, string>): Part {
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | null = null
  const part: Part = {
    name,
    url,
    async stop(signal) {
      if (child !== null) await stop(child, signal)
    },
    async start() {
      child = spawn(process.execPath, ["dist/tenantry.mjs", name], {
        env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
        stdio: ["ignore", "ignore", "inherit"],
      })
      while (!(await answers(`${url}/api/health/ready`))) {
        if (child.exitCode !== null) throw new Error(`${name} did not start`)
        await sleep(100)
      }
    },
  }
  atEnd(() => part.stop("SIGKILL"))
  return part
}

/** What a next version may do to tables that are in use, while somebody reads one of them for long. */
async function migrateBeside({ env, database }: Bench): Promise<void> {
  const reader = new Client(connectionTo(env.DATABASE_URL ?? ""))
  await reader.connect()
  await reader.query("BEGIN")
  await reader.query(`SELECT count(*) FROM "Grant"`)
  const migrations = [
    `ALTER TABLE "Grant" ADD "ofTheNextVersion" TEXT; ALTER TABLE "Tenant" ADD "ofTheNextVersion" INT DEFAULT 0;`,
    `CREATE INDEX CONCURRENTLY IF NOT EXISTS "Grant_next_idx" ON "Grant" ("ofTheNextVersion");`,
  ]
  const released = sleep(4_000).then(async () => {
    await reader.query("COMMIT")
    await reader.end()
  })
  for (const [index, script] of migrations.entries()) {
    await applyMigration(database, { name: `9999_${index}`, script, checksum: "made up" })
  }
  await released
}

type Part = {
  name: "web" | "keeper"
  url: string
  start(): Promise<void>
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<void>
}
