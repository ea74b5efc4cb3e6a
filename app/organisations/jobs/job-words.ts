import { answerOf, answerOfEnding } from "@/app/_words/operation-text"
import { isGood, type JobOutcome } from "@/lib/contract/job-outcome"
import { formatAmount, formatCount } from "@/lib/format"
import type { JobView } from "@/web/jobs/list-jobs"
import { JOB_ACTS } from "@/web/words/job-event-text"

/** What a job does, on how many. */
export function jobTitle({ act, all, service }: JobView): string {
  const what = service === null ? JOB_ACTS[act] : `Add to ${service}`
  return `${what}: ${formatAmount(all, "organisation")}`
}

/** How far it is, or how it ended. */
export function jobProgress(job: JobView): string {
  const { all, good, failed, waiting, isStopped, finishedAt } = job
  const counts = [
    `${formatCount(good)} of ${formatCount(all)} done`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(waiting > 0 && !isStopped ? [`${formatCount(waiting)} to go`] : []),
    ...(isStopped ? [finishedAt === null ? "stopping" : "stopped"] : []),
  ]
  return counts.join(", ")
}

/** What became of one organisation, in the words of the single operation. */
export function outcomeWords(
  act: JobView["act"],
  outcome: JobOutcome,
): { title: string; text: string | null } {
  switch (outcome.kind) {
    case "added":
      return { title: "Added", text: null }
    case "had_it":
      return { title: "Reached already", text: null }
    case "service_gone":
      return { title: "The service no longer exists", text: null }
    case "failed_here":
      return { title: "Something went wrong here", text: "The keeper's log says more." }
    default: {
      const { title, text } = (act === "disconnect" ? answerOfEnding : answerOf)(outcome)
      return { title, text: isGood(outcome) ? null : text }
    }
  }
}
