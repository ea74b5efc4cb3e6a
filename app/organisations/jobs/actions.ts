"use server"

import { z } from "zod"
import { PROBLEMS, problemOf, SUDO_NEEDED } from "@/app/_words/refusal-text"
import { drawAnew } from "@/app/draw-anew"
import { JOB_OPERATIONS } from "@/lib/contract/job-operations"
import { formatAmount } from "@/lib/format"
import { askAsMember } from "@/web/ask-as-member"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { jsonEntry, requireEntries } from "@/web/form-entries"
import { listUndone } from "@/web/jobs/list-job-rows"
import { findJob } from "@/web/jobs/list-jobs"

const { act, which, jobId } = JOB_OPERATIONS.startJob.input.shape
const JOB = z.object({
  jobId,
  act,
  which: jsonEntry(which),
  serviceId: z
    .union([z.guid(), z.literal("")])
    .optional()
    .transform((one) => one || null),
})
const AGAIN = z.object({ jobId, nextId: z.guid() })

/** Has the keepers do something on all selected organisations. */
export async function startJob(form: FormData): Promise<JobAnswer> {
  const member = await requireMember("admin")
  return answer(await askKeeper("startJob", member, requireEntries(JOB, form)))
}

/** Tries the organisations of a job again that had no success. */
export async function tryAgain(form: FormData): Promise<JobAnswer> {
  const member = await requireMember("admin")
  const { jobId: before, nextId } = requireEntries(AGAIN, form)
  const [job, tenantIds] = await Promise.all([findJob(before), listUndone(before)])
  if (job === null || tenantIds.length === 0) return { kind: "problem", text: TEXTS.not_found }
  const { act: same, serviceId } = job
  const chosen = { kind: "chosen" as const, tenantIds }
  return answer(
    await askKeeper("startJob", member, { jobId: nextId, act: same, serviceId, which: chosen }),
  )
}

/** Lets nothing more of a job begin. */
export async function stopJob(form: FormData): Promise<{ problem: string | null }> {
  const outcome = await askAsMember("stopJob", form)
  drawAnew(outcome, "/organisations", "layout")
  return { problem: problemOf(outcome.kind) }
}

function answer(outcome: Outcome): JobAnswer {
  drawAnew(outcome, "/organisations", "layout")
  if (outcome.kind === "started") return { kind: "started", jobId: outcome.jobId }
  if (outcome.kind === "sudo_needed") return { ...SUDO_NEEDED }
  if (outcome.kind === "other_number") {
    const amount = formatAmount(outcome.count, "organisation matches", "organisations match")
    return { kind: "problem", text: `Nothing started: ${amount} now. Look at the list again.` }
  }
  if (outcome.kind === "too_many_jobs" || outcome.kind === "not_found")
    return { kind: "problem", text: TEXTS[outcome.kind] }
  return { kind: "problem", text: PROBLEMS[outcome.kind] }
}

const TEXTS = {
  too_many_jobs: "Nothing started: 20 jobs are running. Wait for one to end, or stop one.",
  not_found: "Nothing started: these organisations, or this service, are no longer there.",
}

type Outcome = Awaited<ReturnType<typeof askKeeper<"startJob">>>
export type JobAnswer =
  | { kind: "started"; jobId: string }
  | { kind: "problem" | "sudo_needed"; text: string }
