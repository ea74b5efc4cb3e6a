import type { CopySign } from "@/keeper/guard/judge-copy"
import type { Age, Remembered } from "@/keeper/guard/memory"
import type { Hold } from "@/keeper/guard/read-hold"
import type { Db, Tx } from "@/lib/db/create-db"

/** Stands for an installation elsewhere that has the same id. */
const SAME_NAME = "00000000-0000-0000-0000-000000000000"

/** Claims a database that has no holder. If two claim it at the same moment, one gets it. */
export async function claim(db: Db, installationId: string): Promise<void> {
  await db.installation.updateMany({
    where: { holderId: null },
    data: { holderId: installationId },
  })
}

/**
 * Raises the holder's generation; null if in the meantime someone took over or found this to be a copy. `seen`: a newer
 * generation whose commit a crash lost; the new one is higher still.
 */
export async function renew(
  db: Db,
  { installationId, hold, seen }: Renewal,
): Promise<Renewed | null> {
  const [renewed] = await db.$queryRaw<Renewed[]>`
    UPDATE "Installation" SET "heldDatabase" = ${hold.database}, "renewedAt" = clock_timestamp(),
      "generation" = greatest("generation", ${seen}) + 1
    WHERE "holderId" = ${installationId}::uuid AND ("copySign" IS NULL OR "copySign" IN ('installation', 'folder'))
    RETURNING "id", "takeOvers", "generation", "renewedAt", ${hold.timeline}::text AS "timeline",
      EXISTS (SELECT FROM "Grant" WHERE "state" = 'active' AND "strikes" > 0) AS "isQuestioned"`
  return renewed ?? null
}

/**
 * Notes which installation's keeper came here last: if it is not the holder, the statuses show a copy. The holder
 * writes it repeatedly, a copy's keeper only once, when it finds out; so a database that two merely share is soon right
 * again.
 */
export async function leaveMark(db: Db, hold: Hold, { keeperId, sign }: Mark): Promise<void> {
  const mark = sign === null || sign === "installation" ? keeperId : SAME_NAME
  if (hold.keeperInstallationId === mark && hold.copySign === sign) return
  await db.$executeRaw`
    UPDATE "Installation" SET "keeperInstallationId" = ${mark}::uuid, "copySign" = ${sign}
    WHERE "takeOvers" = ${hold.takeOvers} AND "holderId" IS NOT DISTINCT FROM ${hold.holderId}::uuid
      AND "copySign" IS NOT DISTINCT FROM ${hold.copySign}
      AND ("keeperInstallationId" IS DISTINCT FROM ${mark}::uuid OR "copySign" IS DISTINCT FROM ${sign})`
}

/** Makes this installation the holder, one take-over ahead of the original. False if another was quicker. */
export async function takeHold(tx: Tx, { installationId, hold, seen }: Taking): Promise<boolean> {
  const taken = await tx.$executeRaw`
    UPDATE "Installation" SET "holderId" = ${installationId}::uuid, "keeperInstallationId" = ${installationId}::uuid,
      "copySign" = NULL, "heldDatabase" = ${hold.database}, "renewedAt" = clock_timestamp(),
      "takeOvers" = greatest("takeOvers", ${seen?.takeOvers ?? 0}) + 1,
      "generation" = greatest("generation", ${seen?.generation ?? 0}) + 1
    WHERE "takeOvers" = ${hold.takeOvers}`
  return taken > 0
}

/** `keeperId`: the installation that leaves the mark. */
type Mark = { keeperId: string | null; sign: CopySign | null }
/** `isQuestioned`: Xero has refused a chain, and it is not known yet why. */
type Renewed = Omit<Remembered, "folder"> & { isQuestioned: boolean }
type Renewal = { installationId: string; hold: Hold; seen: number }
type Taking = { installationId: string; hold: Hold; seen: Age | null }
