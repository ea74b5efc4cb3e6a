import { listSelected } from "@/keeper/jobs/list-selected"
import type { Keeper } from "@/keeper/keeper"
import { holdActing } from "@/keeper/members/hold-acting"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import type { Acting } from "@/lib/members/sudo"

const MOST_OPEN = 20
// What ends something at Xero, or gives access.
const NEEDS_SUDO = new Set<Input["act"]>(["disconnect", "add_to_service"])
// Rows of one sign-in are settled by one request; of one service, by one transaction.
const LEADERS: Record<Input["act"], Prisma.Sql> = {
  check: Prisma.sql`first_value("tenantId") OVER (PARTITION BY "grantId" ORDER BY "tenantId")`,
  refresh: Prisma.sql`first_value("tenantId") OVER (PARTITION BY "grantId" ORDER BY "tenantId")`,
  disconnect: Prisma.sql`"tenantId"`,
  add_to_service: Prisma.sql`first_value("tenantId") OVER (ORDER BY "tenantId")`,
}

/**
 * Stores a job with a row for each organisation; keepers do them from now on. Asking with the same `jobId` again starts
 * nothing. Where the filter matches another number than the member saw, nothing starts either: they saw other organisations.
 */
export async function startJob(keeper: Keeper, acting: Acting, input: Input): Promise<Output> {
  const { jobId, act } = input
  const { memberId } = acting
  return keeper.db.$transaction(async (tx): Promise<Output> => {
    const over = NEEDS_SUDO.has(act) ? await holdActing(tx, acting, "admin") : null
    if (over !== null) return over
    // One at a time, so that the same job does not start twice.
    await tx.$executeRaw`LOCK TABLE "Job" IN SHARE ROW EXCLUSIVE MODE`
    const stored = await tx.job.findFirst({ where: { id: jobId }, select: { memberId: true } })
    if (stored === null) return begin(tx, memberId, input)
    if (stored.memberId !== memberId) return { kind: "not_found" }
    return { kind: "started", jobId, organisations: await tx.jobRow.count({ where: { jobId } }) }
  }, LONG)
}

async function begin(tx: Tx, memberId: string, input: Input): Promise<Output> {
  const { jobId, act, serviceId, which } = input
  if ((await tx.job.count({ where: { finishedAt: null } })) >= MOST_OPEN)
    return { kind: "too_many_jobs" }
  const service = await findService(tx, input)
  const tenantIds = await listSelected(tx, which)
  if (service === null || tenantIds.length === 0) return { kind: "not_found" }
  if (which.kind === "matching" && tenantIds.length !== which.count)
    return { kind: "other_number", count: tenantIds.length }
  await tx.job.create({ data: { id: jobId, act, memberId, serviceId }, select: { id: true } })
  await tx.$executeRaw`
    INSERT INTO "JobRow" ("jobId", "tenantId", "leaderId")
    SELECT ${jobId}::uuid, "tenantId", ${LEADERS[act]} FROM "TenantOverview"
    WHERE "tenantId" = ANY(${tenantIds}::uuid[])`
  const organisations = tenantIds.length
  const detail = { act, organisations, jobId, ...service.told }
  await recordEvent(tx, { kind: "job.started", memberId, serviceId, detail })
  return { kind: "started", jobId, organisations }
}

/** Only a service whose organisations are chosen can be given some. */
async function findService(
  tx: Tx,
  { act, serviceId }: Input,
): Promise<{ told: { service?: string } } | null> {
  if (act !== "add_to_service") return serviceId === null ? { told: {} } : null
  if (serviceId === null) return null
  const service = await tx.service.findFirst({
    where: { id: serviceId, revokedAt: null, reach: "chosen" },
    select: { name: true },
  })
  return service === null ? null : { told: { service: service.name } }
}

const LONG = { maxWait: 5_000, timeout: 30_000 }

type Input = OperationInput<"startJob">
type Output = OperationOutput<"startJob">
