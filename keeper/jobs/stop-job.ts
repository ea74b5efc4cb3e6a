import { endStopped } from "@/keeper/jobs/settle-jobs"
import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"

/** Lets no further row of a job begin. What is under way is finished: Xero may have been asked already. */
export async function stopJob(
  { db }: Keeper,
  memberId: string,
  { jobId }: OperationInput<"stopJob">,
): Promise<OperationOutput<"stopJob">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"stopJob">> => {
    const { count } = await tx.job.updateMany({
      where: { id: jobId, stoppedAt: null, finishedAt: null },
      data: { stoppedAt: await dbNow(tx) },
    })
    if (count === 0) return { kind: "not_found" }
    await recordEvent(tx, { kind: "job.stopped", memberId, detail: { jobId } })
    await endStopped(tx)
    return { kind: "stopped" }
  })
}
