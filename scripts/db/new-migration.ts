import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { diffSchema } from "@/prisma/diff-schema"
import { migrate } from "@/prisma/migrate"
import { findFreePort } from "@/scripts/start/free-port"
import { startCluster } from "@/scripts/start/postgres/cluster"
import { listLongLocks } from "./long-locks"

/**
 * Writes the migration that takes the database from what `prisma/migrations` makes to what schema.prisma says; returns
 * what it did, in words. It applies the migrations to a throw-away PostgreSQL and needs no network.
 */
export async function run([name = ""]: string[]): Promise<string> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Error("Name the migration: npm run db:new-migration add_something")
  }
  const script = await diffFromMigrations()
  if (script === null) return "schema.prisma says nothing that the migrations do not make."
  const folder = join("prisma/migrations", `${stamp(new Date())}_${name}`)
  await mkdir(folder)
  await writeFile(join(folder, "migration.sql"), script)
  const locks = listLongLocks(script).map(
    (one) => `\nIt would keep others from a large table: ${one}`,
  )
  return `Wrote ${folder}/migration.sql. Read it, say in its first line why, and run npm run db:migrate.${locks.join("")}`
}

async function diffFromMigrations(): Promise<string | null> {
  const home = await mkdtemp(join(tmpdir(), "tenantry-shadow-"))
  const cluster = await startCluster({
    folder: join(home, "postgres"),
    logFile: join(home, "postgres.log"),
    password: "shadow",
    port: await findFreePort(),
    throwAway: true,
  })
  try {
    await migrate(cluster.adminUrl)
    return await diffSchema(cluster.adminUrl)
  } finally {
    await cluster.stop()
    await rm(home, { recursive: true, force: true })
  }
}

/** As Prisma names its migrations: 20261128093000. */
function stamp(now: Date): string {
  return now.toISOString().replace(/\D/g, "").slice(0, 14)
}
