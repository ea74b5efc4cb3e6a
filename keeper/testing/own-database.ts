import { execFileSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { appendFile, chown, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { createDb } from "@/lib/db/create-db"
import type { TestDb } from "@/lib/db/test-db"
import { migrate } from "@/prisma/migrate"
import { testHome } from "@/scripts/check/test-home"
import { findFreePort } from "@/scripts/start/free-port"
import { type Cluster, startCluster } from "@/scripts/start/postgres/cluster"

/**
 * A PostgreSQL server of its own for experiments that stop it, with a migrated database: a copy of the `kept` one where a
 * run has that. `stopAtOnce` is what `pg_ctl stop -m immediate` does: every connection ends and nothing is written down.
 * `drop` removes it all.
 */
export async function openOwnDatabase(kept?: KeptCluster): Promise<OwnDatabase> {
  // Removed by the next run, where this one is cut off: the name ends in this process.
  const home = join(testHome("vitest"), `database-${randomBytes(4).toString("hex")}-${process.pid}`)
  await mkdir(home, { recursive: true })
  if (kept !== undefined) execFileSync("cp", ["-a", `${kept.folder}/.`, home])
  const options = {
    folder: join(home, "postgres"),
    logFile: join(home, "postgres.log"),
    password: kept?.password ?? randomBytes(16).toString("hex"),
    port: await findFreePort(),
    throwAway: true,
  }
  let cluster: Cluster = await startCluster(options)
  const url = kept === undefined ? cluster.adminUrl : new URL(kept.template, cluster.adminUrl).href
  if (kept === undefined) await migrate(url)
  const db = createDb(url)
  async function write(files: Record<string, string>): Promise<void> {
    const { uid, gid } = await stat(options.folder)
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(options.folder, name), content, { mode: 0o600 })
      await chown(join(options.folder, name), uid, gid)
    }
  }
  return {
    db,
    url,
    async stopAtOnce() {
      if (cluster.pid !== undefined) process.kill(cluster.pid, "SIGQUIT")
      await cluster.ended
    },
    async startAgain() {
      cluster = await startCluster(options)
    },
    async serveTls(certificate, key) {
      await cluster.stop()
      await write({ "server.crt": certificate, "server.key": key })
      await appendFile(join(options.folder, "postgresql.auto.conf"), "ssl = on\n")
      cluster = await startCluster(options)
    },
    async wantClientCertificates(authority) {
      await cluster.stop()
      const rules = await readFile(join(options.folder, "pg_hba.conf"), "utf8")
      const first = "hostssl all all all scram-sha-256 clientcert=verify-ca\n"
      await write({ "clients.crt": authority, "pg_hba.conf": first + rules })
      const setting = "ssl_ca_file = 'clients.crt'\n"
      await appendFile(join(options.folder, "postgresql.auto.conf"), setting)
      cluster = await startCluster(options)
    },
    async drop() {
      await db.$disconnect()
      await cluster.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

export type KeptCluster = { folder: string; password: string; template: string }
export type OwnDatabase = TestDb & {
  stopAtOnce(): Promise<void>
  startAgain(): Promise<void>
  /** Starts it anew with this certificate. */
  serveTls(certificate: string, key: string): Promise<void>
  /** Starts it anew; connections with TLS need a certificate of this authority. */
  wantClientCertificates(authority: string): Promise<void>
}
