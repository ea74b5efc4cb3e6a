import { randomBytes } from "node:crypto"
import { mkdir, readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { Client } from "pg"
import type { TestProject } from "vitest/node"
import { startCluster } from "./database/cluster"
import { stopOrphan } from "./database/orphan"
import { getPrograms } from "./database/programs"
import { findFreePort } from "./free-port"
import { migrate } from "./migrate"

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

/** What a run that was killed left behind. */
async function sweep(): Promise<void> {
  const names = await readdir(HOME).catch(() => [])
  for (const name of names.filter((one) => !isAlive(Number(one)))) {
    await stopOrphan(getPrograms(), join(process.cwd(), HOME, name, "postgres"))
    await rm(join(HOME, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

declare module "vitest" {
  export interface ProvidedContext {
    testCluster: { adminUrl: string; template: string }
  }
}
