import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { connectionTo } from "@/lib/db/connection"
import { migrate } from "@/prisma/migrate"
import { NO_LARGE_OBJECTS, planEmbedded } from "@/scripts/start/postgres/embedded"
import { requireDatabase } from "@/scripts/start/postgres/require-database"
import { requireWebRole } from "@/scripts/start/postgres/require-web-role"

/** The database that a start brings, with both roles. */
export async function startEmbedded(): Promise<WalledDatabase> {
  const { port, url, web, start, folder } = await plan()
  const { stop } = await start()
  await migrate(url, web.role)
  return {
    keeper: url,
    web: web.url,
    admin: adminOf(port, "tenantry"),
    stop: () => remove(stop, folder),
  }
}

/** One as an operator sets it up, in a schema of its own: the keeper's role owns the database, and is no superuser. */
export async function startExternal(): Promise<WalledDatabase> {
  const { port, start, folder } = await plan()
  const { stop } = await start()
  const client = new Client(connectionTo(adminOf(port, "postgres")))
  await client.connect()
  await client.query(
    "CREATE ROLE books LOGIN PASSWORD 'one'; CREATE ROLE books_web LOGIN PASSWORD 'two'",
  )
  await client.query("CREATE DATABASE books OWNER books")
  await client.query("REVOKE TEMPORARY ON DATABASE books FROM PUBLIC")
  await client.end()
  const owner = new Client(connectionTo(adminOf(port, "books")))
  await owner.connect()
  await owner.query(NO_LARGE_OBJECTS).finally(() => owner.end())
  const at = `127.0.0.1:${port}/books?schema=ledger`
  const urls = { keeper: `postgresql://books:one@${at}`, web: `postgresql://books_web:two@${at}` }
  await requireDatabase(urls.keeper)
  await migrate(urls.keeper, await requireWebRole(urls))
  // A second start changes nothing.
  await migrate(urls.keeper, await requireWebRole(urls))
  return {
    ...urls,
    admin: `${adminOf(port, "books")}?schema=ledger`,
    stop: () => remove(stop, folder),
  }
}

const ADMIN_PASSWORD = randomBytes(16).toString("hex")

async function plan() {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-wall-"))
  return { folder, ...(await planEmbedded(folder, ADMIN_PASSWORD)) }
}

function adminOf(port: number, database: string): string {
  return `postgresql://postgres:${ADMIN_PASSWORD}@127.0.0.1:${port}/${database}`
}

async function remove(stop: () => Promise<void>, folder: string): Promise<void> {
  await stop()
  rmSync(folder, { recursive: true })
}

export type WalledDatabase = {
  /** As whom the keeper, web and the administrator come. */
  keeper: string
  web: string
  admin: string
  stop(): Promise<void>
}
