import { randomBytes } from "node:crypto"
import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { Client } from "pg"
import type { TestProject } from "vitest/node"
import { migrate } from "@/prisma/migrate"
import { findFreePort } from "@/scripts/start/free-port"
import { startCluster } from "@/scripts/start/postgres/cluster"
import { sweep } from "./sweep"

const HOME = ".test/vitest"
const TEMPLATE = "tenantry_template"

/** One throw-away PostgreSQL for a run of Vitest, with a migrated database that each test database is copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep()
  const home = join(HOME, String(process.pid))
  await mkdir(home, { recursive: true })
  const cluster = await startCluster({
    folder: join(home, "postgres"),
    logFile: join(home, "postgres.log"),
    password: randomBytes(16).toString("hex"),
    port: await findFreePort(),
    throwAway: true,
  })
  await makeTemplate(cluster.adminUrl)
  project.provide("testCluster", { adminUrl: cluster.adminUrl, template: TEMPLATE })
  return async () => {
    await cluster.stop()
    await rm(home, { recursive: true, force: true })
  }
}

async function makeTemplate(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(`CREATE DATABASE ${TEMPLATE}`)
  const url = new URL(adminUrl)
  url.pathname = TEMPLATE
  await migrate(url.href)
  // A copy needs the original to itself; the migration's connection may take a moment to leave.
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [
    TEMPLATE,
  ])
  await client.end()
}

declare module "vitest" {
  export interface ProvidedContext {
    testCluster: { adminUrl: string; template: string }
  }
}
