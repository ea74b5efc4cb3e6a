import { type JobOutcome, jobOutcome } from "@/lib/contract/job-outcome"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

export const ROWS_A_PAGE = 50
const MOST_AGAIN = 2_000

/** One page of a job's organisations: first those without success, then what goes on, then by name. */
export async function listJobRows(jobId: string, page: number): Promise<JobRowView[]> {
  await requireMember("viewer")
  const rows = await db().$queryRaw<StoredRow[]>`
    SELECT r."tenantId"::text, t."name", r."state"::text, r."isGood", r."outcome", r."turn" > 0 AS "isTried",
      coalesce(r."claimedUntil" > clock_timestamp(), false) AS "isUnderWay"
    FROM "JobRow" r JOIN "Tenant" t ON t."tenantId" = r."tenantId"
    WHERE r."jobId" = ${jobId}::uuid
    ORDER BY CASE WHEN NOT r."isGood" THEN 0 WHEN r."claimedUntil" > clock_timestamp() THEN 1
      WHEN r."state" = 'stopped' THEN 2 WHEN r."state" = 'waiting' THEN 3 ELSE 4 END, lower(t."name"), r."tenantId"
    LIMIT ${ROWS_A_PAGE} OFFSET ${(page - 1) * ROWS_A_PAGE}`
  const named = await labelled(rows)
  return named.map(({ outcome, ...row }) => ({
    ...row,
    outcome: jobOutcome.safeParse(outcome).data ?? null,
  }))
}

/** Those without success, or that were not begun: to try them again. */
export async function listUndone(jobId: string): Promise<string[]> {
  await requireMember("viewer")
  const rows = await db().jobRow.findMany({
    where: { jobId, OR: [{ isGood: false }, { state: "stopped" }] },
    orderBy: { tenantId: "asc" },
    take: MOST_AGAIN,
    select: { tenantId: true },
  })
  return rows.map((row) => row.tenantId)
}

type StoredRow = Omit<JobRowView, "outcome"> & { outcome: unknown }
export type JobRowView = {
  tenantId: string
  name: string
  state: "waiting" | "done" | "stopped"
  isGood: boolean | null
  /** Null while there is none. */
  outcome: JobOutcome | null
  isUnderWay: boolean
  /** Some keeper has been at it before. */
  isTried: boolean
}
