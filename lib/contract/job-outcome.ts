import { z } from "zod"
import { kind } from "@/lib/contract/operation"
import { refusal } from "@/lib/contract/operations"
import { addedOutcome } from "@/lib/contract/outcomes"
import { TENANT_OPERATIONS } from "@/lib/contract/tenant-operations"

/** What became of one row of a job: what the operation for one organisation answers, as kept in `JobRow.outcome`. */
export const jobOutcome = z.union([
  TENANT_OPERATIONS.checkTenant.output,
  TENANT_OPERATIONS.refreshGrant.output,
  TENANT_OPERATIONS.disconnectTenant.output,
  addedOutcome,
  refusal,
  /** Something failed here; the log says what. */
  kind("failed_here"),
])

/** Whether the member got what they asked for. */
export function isGood({ kind }: JobOutcome): boolean {
  return GOOD.has(kind)
}

const GOOD = new Set<JobOutcome["kind"]>(["listed", "refreshed", "disconnected", "added", "had_it"])

export type JobOutcome = z.output<typeof jobOutcome>
