import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { DatabaseError, escapeIdentifier, escapeLiteral } from "pg"
import { openClient } from "@/lib/db/connection"
import { otherPassword } from "@/scripts/start/data-folder"
import { findFreePort } from "@/scripts/start/free-port"
import type { Running } from "@/scripts/start/processes/keep-running"
import { startCluster } from "./cluster"

const NAME = "tenantry"
const WEB = "tenantry_web"

/**
 * The database under the data folder, on a free port of this start. The keeper uses a role that owns this one database and
 * nothing else, web one that may do what it is granted; their passwords are new at every start and never stored.
 */
export async function planEmbedded(dataDir: string, adminPassword: string): Promise<Embedded> {
  const port = await findFreePort()
  const passwords = { [NAME]: createPassword(), [WEB]: createPassword() }
  const urlOf = (role: keyof typeof passwords) =>
    `postgresql://${role}:${passwords[role]}@127.0.0.1:${port}/${NAME}`
  return {
    port,
    url: urlOf(NAME),
    web: { role: WEB, url: urlOf(WEB) },
    async start() {
      const cluster = await startCluster({
        folder: join(dataDir, "postgres"),
        logFile: join(dataDir, "postgres.log"),
        password: adminPassword,
        port,
      })
      return prepare(cluster.adminUrl, passwords).then(
        () => cluster,
        async (cause: unknown) => {
          await cluster.stop()
          throw isRefusal(cause) ? otherPassword(dataDir) : cause
        },
      )
    },
  }
}

/**
 * Anyone may fill the disk with large objects that no table shows, unless an administrator of the server takes that right away,
 * in each database. Tenantry has none.
 */
export const NO_LARGE_OBJECTS =
  "REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC"

async function ask(url: string, statement: string): Promise<void> {
  const client = await openClient(url)
  await client.query(statement).finally(() => client.end())
}

function createPassword(): string {
  return randomBytes(32).toString("hex")
}

/** 28P01 of PostgreSQL: a wrong password. */
function isRefusal(cause: unknown): boolean {
  return cause instanceof DatabaseError && cause.code === "28P01"
}

async function prepare(adminUrl: string, passwords: Record<string, string>): Promise<void> {
  await ensureDatabase(adminUrl, passwords)
  const ownUrl = new URL(adminUrl)
  ownUrl.pathname = NAME
  await ask(ownUrl.href, NO_LARGE_OBJECTS)
}

async function ensureDatabase(adminUrl: string, passwords: Record<string, string>): Promise<void> {
  const client = await openClient(adminUrl)
  for (const [role, password] of Object.entries(passwords)) {
    const name = escapeIdentifier(role)
    const known = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role])
    if (known.rowCount === 0) await client.query(`CREATE ROLE ${name}`)
    await client.query(`ALTER ROLE ${name} LOGIN PASSWORD ${escapeLiteral(password)}`)
  }
  const name = escapeIdentifier(NAME)
  const known = await client.query("SELECT FROM pg_database WHERE datname = $1", [NAME])
  if (known.rowCount === 0) await client.query(`CREATE DATABASE ${name} OWNER ${name}`)
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`)
  await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${escapeIdentifier(WEB)}`)
  await client.end()
}

type Embedded = {
  port: number
  url: string
  /** Web's own way to it. */
  web: { role: string; url: string }
  start(): Promise<Running>
}
