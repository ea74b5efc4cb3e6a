import { startJob } from "@/keeper/jobs/start-job"
import { stopJob } from "@/keeper/jobs/stop-job"
import type { Verbs } from "@/keeper/keeper"
import type { JobOperationName } from "@/lib/contract/job-operations"

export const JOB_VERBS: Verbs<JobOperationName> = {
  startJob: (keeper, memberId, input, sessionId) =>
    startJob(keeper, { memberId, sessionId }, input),
  stopJob,
}
