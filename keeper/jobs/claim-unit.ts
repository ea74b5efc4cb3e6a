import type { Keeper } from "@/keeper/keeper"
import type { JobAct } from "@/lib/contract/job-operations"

// Longer than one unit takes: a refresh that waits for another process's, then the list of organisations.
const LEASE_IN_SECONDS = 5 * 60

/**
 * The next rows to do: one organisation, or all of one job that one request to Xero settles. Only their leader is looked
 * for, so two keepers never get the same rows, and what a dead one had comes again after its lease. Jobs take turns by when
 * their rows were due; one whose member may not do it any more has no further turn. Null where there is nothing to do.
 */
export async function claimUnit({ db }: Pick<Keeper, "db">): Promise<Unit | null> {
  const rows = await db.$queryRaw<ClaimedRow[]>`
    WITH leader AS (
      SELECT r."jobId", r."leaderId", j."act", j."memberId", j."serviceId"
      FROM "JobRow" r JOIN "Job" j ON j."id" = r."jobId" JOIN "Member" m ON m."id" = j."memberId"
      WHERE r."state" = 'waiting' AND r."tenantId" = r."leaderId" AND r."dueAt" <= statement_timestamp()
        AND j."stoppedAt" IS NULL AND m."disabledAt" IS NULL AND m."role" <> 'viewer' AND (r."claimedUntil" IS NULL OR r."claimedUntil" <= statement_timestamp())
      ORDER BY r."dueAt", r."tenantId" LIMIT 1 FOR UPDATE OF r SKIP LOCKED
    )
    UPDATE "JobRow" r SET "turn" = "turn" + 1,
      "claimedUntil" = clock_timestamp() + ${LEASE_IN_SECONDS} * interval '1 second'
    FROM leader l
    WHERE r."jobId" = l."jobId" AND r."leaderId" = l."leaderId" AND r."state" = 'waiting'
    RETURNING r."jobId"::text, r."tenantId"::text, r."turn", l."act"::text, l."memberId"::text, l."serviceId"::text`
  const [first] = rows
  if (first === undefined) return null
  const { jobId, turn, act, memberId, serviceId } = first
  return { jobId, turn, act, memberId, serviceId, tenantIds: rows.map((row) => row.tenantId) }
}

type ClaimedRow = Omit<Unit, "tenantIds"> & { tenantId: string }
export type Unit = {
  jobId: string
  /** Which claim of its rows this is. */
  turn: number
  act: JobAct
  memberId: string
  serviceId: string | null
  tenantIds: string[]
}
