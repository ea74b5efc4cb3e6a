import { execFile } from "node:child_process"
import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { Client } from "pg"
import type { TestProject } from "vitest/node"
import type { KeptCluster } from "@/keeper/testing/own-database"
import { connectionTo } from "@/lib/db/connection"
import { migrate } from "@/prisma/migrate"
import { fingerprint } from "@/scripts/build/fingerprint.mjs"
import { findFreePort } from "@/scripts/start/free-port"
import { type Cluster, startCluster } from "@/scripts/start/postgres/cluster"
import { sweep } from "./sweep"
import { testHome } from "./test-home"

const KEPT = ".test/clusters"
const TEMPLATE = "tenantry_template"
const WEB_ROLE = "tenantry_web"
/** The sources of a cluster's content: as long as they are unchanged, it is kept from one run to the next. */
const MADE_BY = ["prisma", "scripts/check", "scripts/start/postgres", "package-lock.json"]

/** Starts one throw-away PostgreSQL for a run of Vitest, with a migrated database from which each test database is copied. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep()
  const home = join(testHome("vitest"), String(process.pid))
  const kept = await keepCluster()
  await copy(kept, home)
  const cluster = await start(home)
  project.provide("testCluster", {
    // A machine that is busy with other things may take longer than a product waits.
    adminUrl: `${cluster.adminUrl}?connect_timeout=60`,
    template: TEMPLATE,
    webRole: WEB_ROLE,
    kept: { folder: resolve(kept), password: await readPassword(kept), template: TEMPLATE },
  })
  return async () => {
    await cluster.stop()
    await rm(home, { recursive: true, force: true })
  }
}

/** The folder of a stopped cluster with the migrated template. It is made anew when a migration or PostgreSQL changes. */
async function keepCluster(): Promise<string> {
  const kept = join(KEPT, (await fingerprint(MADE_BY, /\.test\.ts$/)).slice(0, 16))
  if (existsSync(kept)) return kept
  await rm(KEPT, { recursive: true, force: true })
  await mkdir(KEPT, { recursive: true })
  const made = join(testHome("vitest"), `made-${process.pid}`)
  await mkdir(made, { recursive: true })
  await writeFile(join(made, "password"), randomBytes(16).toString("hex"), { mode: 0o600 })
  const cluster = await start(made)
  await makeTemplate(cluster.adminUrl)
  await cluster.stop()
  const whole = `${kept}.${process.pid}`
  await copy(made, whole)
  await rm(made, { recursive: true })
  // Another run may have made the same one in the meantime.
  if (existsSync(kept)) await rm(whole, { recursive: true })
  else await rename(whole, kept)
  return kept
}

/** With the owner of each file: PostgreSQL may run as another user than the tests. */
async function copy(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  await promisify(execFile)("cp", ["-a", `${from}/.`, to])
}

async function start(home: string): Promise<Cluster> {
  return startCluster({
    folder: join(home, "postgres"),
    logFile: join(home, "postgres.log"),
    password: await readPassword(home),
    port: await findFreePort(),
    throwAway: true,
  })
}

function readPassword(home: string): Promise<string> {
  return readFile(join(home, "password"), "utf8")
}

async function makeTemplate(adminUrl: string): Promise<void> {
  const client = new Client(connectionTo(adminUrl))
  await client.connect()
  // Far from UTC, whose times a session that forgets to name its own zone would otherwise write by luck.
  await client.query("ALTER ROLE postgres SET timezone = 'Pacific/Pago_Pago'")
  await client.query(`CREATE DATABASE ${TEMPLATE}`)
  const url = new URL(adminUrl)
  url.pathname = TEMPLATE
  const { password } = new URL(adminUrl)
  await client.query(`CREATE ROLE ${WEB_ROLE} LOGIN PASSWORD '${password}'`)
  await migrate(url.href, WEB_ROLE)
  await client.end()
}

declare module "vitest" {
  export interface ProvidedContext {
    /** `webRole` has the administrator's password. `kept`: the stopped server that it was copied from. */
    testCluster: { adminUrl: string; template: string; webRole: string; kept: KeptCluster }
  }
}
