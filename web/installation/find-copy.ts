import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/**
 * Whether this database is a copy that another installation holds, with the number of sign-ins that were due since it
 * was made and would probably need reconnecting; null where it is ours.
 */
export async function findCopy(): Promise<CopyView | null> {
  await requireMember("viewer")
  const row = await db().installation.findFirst({
    select: { holderId: true, keeperInstallationId: true },
  })
  const { holderId = null, keeperInstallationId = null } = row ?? {}
  if (keeperInstallationId === null || keeperInstallationId === holderId) return null
  const [counted] = await db().$queryRaw<{ doubtful: number }[]>`
    SELECT count(*)::int AS "doubtful" FROM "Grant"
    WHERE "state" = 'active' AND "refreshDueAt" < statement_timestamp() - interval '28 minutes'`
  return { doubtful: counted?.doubtful ?? 0 }
}

export type CopyView = { doubtful: number }
