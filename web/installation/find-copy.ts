import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** Xero takes a refresh token again for so long after its first use (docs/xero.md §2.2). */
const GRACE_IN_MINUTES = 30

/**
 * Whether this database is a copy, with what told so, how old its data is and how many of its sign-ins were last refreshed
 * longer ago than the grace: those probably need reconnecting. Custom connections have no chain to lose. Null where it is
 * ours.
 */
export async function findCopy(): Promise<CopyView | null> {
  await requireMember("viewer")
  const row = await db().installation.findFirst({
    select: { holderId: true, keeperInstallationId: true, copySign: true, renewedAt: true },
  })
  const { holderId = null, keeperInstallationId = null } = row ?? {}
  if (keeperInstallationId === null || keeperInstallationId === holderId) return null
  const [counted] = await db().$queryRaw<{ stale: number; all: number }[]>`
    SELECT count(*)::int AS "all", (count(*) FILTER (
      WHERE "lastRefreshedAt" < statement_timestamp() - ${GRACE_IN_MINUTES} * interval '1 minute'))::int AS "stale"
    FROM "Grant" WHERE "state" = 'active' AND "xeroAppId" NOT IN (SELECT "id" FROM "XeroApp" WHERE "kind" = 'custom')`
  return {
    sign: row?.copySign ?? "installation",
    savedAt: row?.renewedAt?.toISOString() ?? null,
    stale: counted?.stale ?? 0,
    all: counted?.all ?? 0,
  }
}

export type CopyView = {
  /** What told the keeper; see its guard. */
  sign: string
  /** ISO 8601: when a keeper of the holder last noted that it runs; null where none ever did. */
  savedAt: string | null
  /** Active sign-ins, and those of them that were last refreshed longer ago than Xero's grace. */
  all: number
  stale: number
}
