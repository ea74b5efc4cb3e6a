import { claimUnit, type Unit } from "@/keeper/jobs/claim-unit"
import { doUnit } from "@/keeper/jobs/do-unit"
import { settleJobs } from "@/keeper/jobs/settle-jobs"
import type { Keeper } from "@/keeper/keeper"
import { isGood, type JobOutcome } from "@/lib/contract/job-outcome"
import type { XeroTrouble } from "@/lib/contract/outcomes"
import type { Tx } from "@/lib/db/create-db"
import { kindOf } from "@/lib/log"

// Beside five token requests of all work and two checks: room for services stays.
const AT_ONCE = 3
// Where Xero asks for patience so often, the row says so and ends.
const MOST_TURNS = 5
// What may pass is tried again so often: some fifty seconds in all.
const MOST_TRIES = 4

/** Does the rows of all jobs that are due, some at once, and ends what is over. */
export async function workOnJobs(keeper: Keeper): Promise<void> {
  await Promise.all(Array.from({ length: AT_ONCE }, () => workInTurn(keeper)))
  await settleJobs(keeper)
}

async function workInTurn(keeper: Keeper): Promise<void> {
  while (!keeper.draining && !keeper.guard.isCopy()) {
    const unit = await claimUnit(keeper)
    if (unit === null) return
    await attempt(keeper, unit)
  }
}

async function attempt(keeper: Keeper, unit: Unit): Promise<void> {
  const outcomes = await doUnit(keeper, unit).catch((cause: unknown) => {
    keeper.log.error({ event: "job_rows_failed", jobId: unit.jobId, reason: kindOf(cause) })
    return sameForAll(unit, { kind: "failed_here" })
  })
  if (isThrottled(outcomes) && unit.turn < MOST_TURNS) return postponeJob(keeper, unit)
  if ([...outcomes.values()].some(mayPass) && unit.turn < MOST_TRIES)
    return postponeUnit(keeper.db, unit, retryAfter(keeper, unit))
  await storeResults(keeper, unit, outcomes)
}

function isThrottled(outcomes: Map<string, JobOutcome>): boolean {
  return [...outcomes.values()].some(
    (one) => one.kind === "xero_trouble" && one.trouble === "throttled",
  )
}

/** Whether the same may go well in a moment: Xero or the database gave no answer, or somebody else is at it. */
function mayPass(outcome: JobOutcome): boolean {
  if (outcome.kind === "xero_trouble") return PASSING.has(outcome.trouble)
  return outcome.kind === "failed_here" || outcome.kind === "waiting"
}

const PASSING = new Set<XeroTrouble>(["not_sent", "unknown"])

function retryAfter({ timings }: Keeper, { turn }: Unit): number {
  return timings.unknownRetry[turn - 1] ?? timings.lateRetry
}

/** Xero asks for patience, so the whole job waits. */
async function postponeJob({ db, timings }: Keeper, unit: Unit): Promise<void> {
  await db.$transaction(async (tx) => {
    await postponeUnit(tx, unit, timings.throttled)
    await tx.$executeRaw`
      UPDATE "JobRow" SET "dueAt" = clock_timestamp() + ${timings.throttled} * interval '1 millisecond'
      WHERE ("jobId", "tenantId") IN (
        SELECT "jobId", "tenantId" FROM "JobRow"
        WHERE "jobId" = ${unit.jobId}::uuid AND "state" = 'waiting' AND "tenantId" = "leaderId"
          AND ("claimedUntil" IS NULL OR "claimedUntil" <= clock_timestamp())
        FOR UPDATE SKIP LOCKED
      )`
  })
}

/** All of its rows: a unit is claimed by its leader. */
async function postponeUnit(tx: Tx, { jobId, turn, tenantIds }: Unit, wait: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE "JobRow" SET "claimedUntil" = NULL, "dueAt" = clock_timestamp() + ${wait} * interval '1 millisecond'
    WHERE "jobId" = ${jobId}::uuid AND "tenantId" = ANY(${tenantIds}::uuid[]) AND "turn" = ${turn}`
}

/** All rows of a unit at once, unless another keeper has taken them over. */
async function storeResults(
  { db }: Keeper,
  unit: Unit,
  outcomes: Map<string, JobOutcome>,
): Promise<void> {
  const rows = unit.tenantIds.map((tenantId) => {
    const outcome = outcomes.get(tenantId) ?? { kind: "not_found" as const }
    return { tenantId, outcome, isGood: isGood(outcome) }
  })
  await db.$executeRaw`
    UPDATE "JobRow" r SET "state" = 'done', "outcome" = n."outcome", "isGood" = n."isGood", "claimedUntil" = NULL,
      "finishedAt" = clock_timestamp()
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS n("tenantId" uuid, "outcome" jsonb, "isGood" boolean)
    WHERE r."jobId" = ${unit.jobId}::uuid AND r."tenantId" = n."tenantId" AND r."turn" = ${unit.turn}
      AND r."state" = 'waiting'`
}

function sameForAll({ tenantIds }: Unit, outcome: JobOutcome): Map<string, JobOutcome> {
  return new Map(tenantIds.map((tenantId) => [tenantId, outcome]))
}
