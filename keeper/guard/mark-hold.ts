import type { CopySign } from "@/keeper/guard/judge-copy"
import type { Age, Remembered } from "@/keeper/guard/memory"
import type { Hold } from "@/keeper/guard/read-hold"
import type { Db, Tx } from "@/lib/db/create-db"

/** In place of an installation: one of the same name, elsewhere. */
const SAME_NAME = "00000000-0000-0000-0000-000000000000"

/** A database that nobody holds is claimed. Of two that claim at the same moment one gets it. */
export async function claim(db: Db, installationId: string): Promise<void> {
  await db.installation.updateMany({
    where: { holderId: null },
    data: { holderId: installationId },
  })
}

/**
 * Counts the holder's generation up; null where somebody took over, or told that this is a copy, in the meantime. `seen`:
 * a newer generation, whose commit was lost by a crash; it is passed.
 */
export async function renew(
  db: Db,
  { installationId, hold, seen }: Renewal,
): Promise<Omit<Remembered, "folder"> | null> {
  const [renewed] = await db.$queryRaw<Omit<Remembered, "folder">[]>`
    UPDATE "Installation" SET "heldDatabase" = ${hold.database}, "renewedAt" = clock_timestamp(),
      "generation" = greatest("generation", ${seen}) + 1
    WHERE "holderId" = ${installationId}::uuid AND ("copySign" IS NULL OR "copySign" IN ('installation', 'folder'))
    RETURNING "id", "takeOvers", "generation", "renewedAt", ${hold.timeline}::text AS "timeline"`
  return renewed ?? null
}

/**
 * Notes whose keeper came here last, for the statuses: another one than the holder means a copy. The holder writes it
 * again and again, a copy's keeper once, when it finds out; so a database that two merely share is right again at once.
 */
export async function leaveMark(db: Db, hold: Hold, { keeperId, sign }: Mark): Promise<void> {
  const mark = sign === null || sign === "installation" ? keeperId : SAME_NAME
  await db.$executeRaw`
    UPDATE "Installation" SET "keeperInstallationId" = ${mark}::uuid, "copySign" = ${sign}
    WHERE "takeOvers" = ${hold.takeOvers} AND "holderId" IS NOT DISTINCT FROM ${hold.holderId}::uuid
      AND "copySign" IS NOT DISTINCT FROM ${hold.copySign}
      AND ("keeperInstallationId" IS DISTINCT FROM ${mark}::uuid OR "copySign" IS DISTINCT FROM ${sign})`
}

/** This installation is the holder from now on, and what it was copied from falls behind. False: another was quicker. */
export async function takeHold(tx: Tx, { installationId, hold, seen }: Taking): Promise<boolean> {
  const taken = await tx.$executeRaw`
    UPDATE "Installation" SET "holderId" = ${installationId}::uuid, "keeperInstallationId" = ${installationId}::uuid,
      "copySign" = NULL, "heldDatabase" = ${hold.database}, "renewedAt" = clock_timestamp(),
      "takeOvers" = greatest("takeOvers", ${seen?.takeOvers ?? 0}) + 1,
      "generation" = greatest("generation", ${seen?.generation ?? 0}) + 1
    WHERE "takeOvers" = ${hold.takeOvers}`
  return taken > 0
}

/** `keeperId`: the installation of whoever leaves it. */
type Mark = { keeperId: string | null; sign: CopySign | null }
type Renewal = { installationId: string; hold: Hold; seen: number }
type Taking = { installationId: string; hold: Hold; seen: Age | null }
