import type { Db } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

/**
 * Reads who holds this database and what identifies it: PostgreSQL's system identifier (made with the cluster, so a
 * server restored from a dump has another), the database's oid, and the timeline, which changes when a standby takes
 * over. If the server hides one of them, the others must do.
 */
export async function createHoldReader(db: Db): Promise<() => Promise<Hold>> {
  const [allowed] = await db.$queryRaw<Allowed[]>`
    SELECT has_function_privilege(to_regprocedure('pg_control_system()'), 'EXECUTE') AS "system",
      has_function_privilege(to_regprocedure('pg_walfile_name(pg_lsn)'), 'EXECUTE')
        AND has_function_privilege(to_regprocedure('pg_current_wal_lsn()'), 'EXECUTE') AS "timeline"`
  const system = allowed?.system ? SYSTEM : Prisma.sql`NULL`
  const timeline = allowed?.timeline ? TIMELINE : Prisma.sql`NULL`
  return async () => {
    const [hold] = await db.$queryRaw<Hold[]>`
      SELECT "id", "holderId", "keeperInstallationId", "heldDatabase", "takeOvers", "generation", "renewedAt", "copySign",
        coalesce(${system}, '?') || '/' || (SELECT "oid" FROM pg_database WHERE "datname" = current_database()) AS "database",
        ${timeline} AS "timeline"
      FROM "Installation"`
    if (hold === undefined) throw new Error("the database has no installation row")
    return hold
  }
}

const SYSTEM = Prisma.sql`(SELECT system_identifier::text FROM pg_control_system())`
const TIMELINE = Prisma.sql`substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)`

type Allowed = { system: boolean | null; timeline: boolean | null }
export type Hold = {
  /** The row's id, which a copy shares with its original. */
  id: string
  holderId: string | null
  /** The installation whose keeper came here last. */
  keeperInstallationId: string | null
  heldDatabase: string | null
  takeOvers: number
  generation: number
  renewedAt: Date | null
  copySign: string | null
  /** `system identifier/oid`, as they are now; `?` for what the server hides. */
  database: string
  timeline: string | null
}
