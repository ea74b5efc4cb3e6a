import type { JobAct } from "@/lib/contract/job-operations"
import type { Prisma } from "@/lib/db/generated/client"
import { findMemberLabels } from "@/lib/names/find-labels"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

const MOST_LISTED = 50

/** The newest jobs with how far they are. */
export async function listJobs(): Promise<JobView[]> {
  await requireMember("viewer")
  const jobs = await db().job.findMany({
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: MOST_LISTED,
    select: COLUMNS,
  })
  return viewsOf(jobs)
}

/** Those that go on now. */
export async function listOpenJobs(): Promise<JobView[]> {
  await requireMember("viewer")
  const jobs = await db().job.findMany({
    where: { finishedAt: null },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    select: COLUMNS,
  })
  return viewsOf(jobs)
}

/** One job; null where there is none. */
export async function findJob(jobId: string): Promise<JobView | null> {
  await requireMember("viewer")
  const job = await db().job.findUnique({ where: { id: jobId }, select: COLUMNS })
  return job === null ? null : ((await viewsOf([job]))[0] ?? null)
}

async function viewsOf(jobs: StoredJob[]): Promise<JobView[]> {
  const ids = jobs.map((one) => one.id)
  const memberIds = jobs.map((one) => one.memberId)
  const [counts, members] = await Promise.all([countRows(ids), findMemberLabels(db(), memberIds)])
  return jobs.map(({ id, memberId, service, createdAt, stoppedAt, finishedAt, ...job }) => ({
    ...job,
    jobId: id,
    service: service?.name ?? null,
    memberName: members.get(memberId) ?? "A member",
    createdAt: createdAt.toISOString(),
    isStopped: stoppedAt !== null,
    finishedAt: finishedAt?.toISOString() ?? null,
    ...(counts.get(id) ?? NONE),
  }))
}

async function countRows(jobIds: string[]): Promise<Map<string, Counts>> {
  if (jobIds.length === 0) return new Map()
  const rows = await db().$queryRaw<(Counts & { jobId: string })[]>`
    SELECT "jobId"::text, count(*)::int AS "all", (count(*) FILTER (WHERE "isGood"))::int AS "good",
      (count(*) FILTER (WHERE NOT "isGood"))::int AS "failed",
      (count(*) FILTER (WHERE "state" = 'waiting'))::int AS "waiting"
    FROM "JobRow" WHERE "jobId" = ANY(${jobIds}::uuid[]) GROUP BY "jobId"`
  return new Map(rows.map(({ jobId, ...counts }) => [jobId, counts]))
}

const NONE: Counts = { all: 0, good: 0, failed: 0, waiting: 0 }
const COLUMNS = {
  id: true,
  act: true,
  memberId: true,
  serviceId: true,
  createdAt: true,
  stoppedAt: true,
  finishedAt: true,
  service: { select: { name: true } },
} as const

type StoredJob = Prisma.JobGetPayload<{ select: typeof COLUMNS }>
type Counts = { all: number; good: number; failed: number; waiting: number }
export type JobView = Counts & {
  jobId: string
  act: JobAct
  serviceId: string | null
  /** The service that organisations are added to. */
  service: string | null
  memberName: string
  createdAt: string
  isStopped: boolean
  finishedAt: string | null
}
