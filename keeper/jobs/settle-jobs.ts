import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"

/**
 * Stops jobs whose member may no longer do what they asked for, ends the rows of stopped jobs that nobody is at, and ends
 * jobs that have no row left to do.
 */
export async function settleJobs({ db }: Pick<Keeper, "db">): Promise<void> {
  await db.$transaction(async (tx) => {
    await stopForbidden(tx)
    await endStopped(tx)
    await endFinished(tx)
  })
}

/** Whoever was disabled, or is a viewer now, has no job going on. */
async function stopForbidden(tx: Tx): Promise<void> {
  const stopped = await tx.$queryRaw<{ jobId: string }[]>`
    UPDATE "Job" j SET "stoppedAt" = clock_timestamp() FROM "Member" m
    WHERE m."id" = j."memberId" AND j."stoppedAt" IS NULL AND j."finishedAt" IS NULL
      AND (m."disabledAt" IS NOT NULL OR m."role" = 'viewer')
    RETURNING j."id"::text AS "jobId"`
  for (const { jobId } of stopped)
    await recordEvent(tx, { kind: "job.stopped", detail: { jobId, reason: "role" } })
}

/** After a take-over: what was asked for before may be done already, or not be wanted any more. */
export async function stopAllJobs(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Job" SET "stoppedAt" = clock_timestamp() WHERE "stoppedAt" IS NULL AND "finishedAt" IS NULL`
}

/** Rows of stopped jobs, except those that a keeper is at. */
export async function endStopped(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    UPDATE "JobRow" SET "state" = 'stopped', "finishedAt" = clock_timestamp()
    WHERE ("jobId", "tenantId") IN (
      SELECT r."jobId", r."tenantId" FROM "JobRow" r JOIN "Job" j ON j."id" = r."jobId"
      WHERE j."stoppedAt" IS NOT NULL AND j."finishedAt" IS NULL AND r."state" = 'waiting'
        AND (r."claimedUntil" IS NULL OR r."claimedUntil" <= clock_timestamp())
      FOR UPDATE OF r SKIP LOCKED
    )`
}

async function endFinished(tx: Tx): Promise<void> {
  const finished = await tx.$queryRaw<{ jobId: string; act: string }[]>`
    UPDATE "Job" j SET "finishedAt" = clock_timestamp()
    WHERE j."finishedAt" IS NULL
      AND NOT EXISTS (SELECT FROM "JobRow" r WHERE r."jobId" = j."id" AND r."state" = 'waiting')
    RETURNING j."id"::text AS "jobId", j."act"::text`
  for (const { jobId, act } of finished) {
    const where = { jobId, state: "done" } as const
    const good = await tx.jobRow.count({ where: { ...where, isGood: true } })
    const failed = await tx.jobRow.count({ where: { ...where, isGood: false } })
    await recordEvent(tx, { kind: "job.finished", detail: { jobId, act, good, failed } })
  }
}
