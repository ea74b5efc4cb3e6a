import { z } from "zod"
import { by, kind, oneOf } from "@/lib/contract/operation"
import { notFound } from "@/lib/contract/outcomes"
import { TENANT_STATUSES } from "@/lib/tenants/status"
import { TENANT_CONDITIONS } from "@/lib/tenants/tenant-filter"
import { storableText } from "@/lib/text"

export const MOST_IN_A_JOB = 10_000

const act = z.enum(["check", "refresh", "disconnect", "add_to_service"])
const jobId = z.guid()

/** The organisations themselves, or all that a filter of the list matches. */
export const selection = oneOf(
  kind("chosen", {
    tenantIds: z.array(z.guid()).min(1).max(MOST_IN_A_JOB),
  }),
  kind("matching", {
    search: z
      .string()
      .max(200)
      .transform((words) => storableText(words, 200)),
    status: z.enum(TENANT_STATUSES).nullable(),
    grantId: z.guid().nullable(),
    only: z.enum(TENANT_CONDITIONS).nullable(),
    /** How many the member saw; with another number nothing starts. */
    count: z.number().int().min(1).max(MOST_IN_A_JOB),
  }),
)

/** Work on many organisations at once: a keeper does it, row by row, whether or not anybody looks on. */
export const JOB_OPERATIONS = {
  startJob: // Sudo is needed to disconnect, and to add to a service.
    by("admin", { seals: false, sudo: "by_act" })
      .input(
        z.object({
          /** Chosen by whoever asks: the same one starts no second job. */
          jobId,
          act,
          /** The service that they are added to. */
          serviceId: z.guid().nullable(),
          which: selection,
        }),
      )
      .output(
        kind("started", { jobId, organisations: z.number() }),
        /** The filter matches another number now. */
        kind("other_number", { count: z.number() }),
        kind("too_many_jobs"),
        /** No such service with chosen organisations, or no such organisation. */
        notFound,
      ),
  /** What is under way is finished; nothing else begins. */
  stopJob: by("admin", { seals: false, sudo: "never" })
    .input(z.object({ jobId }))
    .output(kind("stopped"), notFound),
} as const

export type JobOperationName = keyof typeof JOB_OPERATIONS
export type Selected = z.output<typeof selection>
export type JobAct = z.output<typeof act>
