import type { JobAct } from "@/lib/contract/job-operations"
import { formatAmount, formatCount, isolate } from "@/lib/format"
import type { EventRow } from "@/web/audit/list-events"
import { countIn, phrase, type Sentences, textIn } from "@/web/words/event-parts"

/** What a job does, as its button says it. */
export const JOB_ACTS: Record<JobAct, string> = {
  check: "Check now",
  refresh: "Refresh now",
  disconnect: "Disconnect",
  add_to_service: "Add to a service",
}

/** Events of jobs and campaigns on many organisations in words. */
export const JOB_SENTENCES = {
  "job.started": (event) => {
    const service = textIn(event, "service")
    const onto = service === null ? "" : ` (${isolate(service)})`
    return phrase(
      `Started “${actOf(event)}”${onto} on ${formatAmount(countIn(event, "organisations"), "organisation")}`,
    )
  },
  "campaign.started": (event) =>
    phrase(
      `Sent ${formatAmount(countIn(event, "links"), "link")} for ${formatAmount(countIn(event, "organisations"), "organisation")}`,
    ),
  "campaign.reminders_stopped": () => phrase("Stopped the reminders of a campaign"),
  "campaign.sent_again": (event) =>
    phrase(`Sent ${formatAmount(countIn(event, "mails"), "unclear e-mail")} of a campaign again`),
  "job.stopped": (event) =>
    phrase(
      "Stopped a job on many organisations",
      "neutral",
      textIn(event, "reason") === "role" ? "whoever started it may not do this any more" : null,
    ),
  "job.finished": (event) => {
    const [good, failed] = [countIn(event, "good"), countIn(event, "failed")]
    const ends = failed === 0 ? "" : `, ${formatCount(failed)} failed`
    return phrase(
      `Finished “${actOf(event)}” on many organisations: ${formatCount(good)} done${ends}`,
      failed === 0 ? "good" : "neutral",
    )
  },
} satisfies Sentences

function actOf(event: EventRow): string {
  const act = textIn(event, "act") ?? ""
  return Object.hasOwn(JOB_ACTS, act) ? JOB_ACTS[act as JobAct] : act
}
