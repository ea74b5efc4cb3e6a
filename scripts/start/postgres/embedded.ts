import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { Client, escapeIdentifier, escapeLiteral } from "pg"
import { connectionTo } from "@/lib/db/connection"
import { findFreePort } from "@/scripts/start/free-port"
import type { Running } from "@/scripts/start/processes/keep-running"
import { startCluster } from "./cluster"

const NAME = "tenantry"

/**
 * The database under the data folder, on a free port of this start. Keeper and web use a role that owns this one
 * database and nothing else; its password is new at every start and never stored.
 */
export async function planEmbedded(dataDir: string, adminPassword: string): Promise<Embedded> {
  const port = await findFreePort()
  const password = randomBytes(32).toString("hex")
  return {
    port,
    url: `postgresql://${NAME}:${password}@127.0.0.1:${port}/${NAME}`,
    async start() {
      const cluster = await startCluster({
        folder: join(dataDir, "postgres"),
        logFile: join(dataDir, "postgres.log"),
        password: adminPassword,
        port,
      })
      await ensureDatabase(cluster.adminUrl, password)
      return cluster
    },
  }
}

async function ensureDatabase(adminUrl: string, password: string): Promise<void> {
  const client = new Client(connectionTo(adminUrl))
  await client.connect()
  const name = escapeIdentifier(NAME)
  const { rows } = await client.query<{ role: boolean; database: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS role,
            EXISTS (SELECT FROM pg_database WHERE datname = $1) AS database`,
    [NAME],
  )
  if (!rows[0]?.role) await client.query(`CREATE ROLE ${name}`)
  await client.query(`ALTER ROLE ${name} LOGIN PASSWORD ${escapeLiteral(password)}`)
  if (!rows[0]?.database) await client.query(`CREATE DATABASE ${name} OWNER ${name}`)
  await client.end()
}

type Embedded = { port: number; url: string; start(): Promise<Running> }
