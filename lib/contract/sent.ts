import { z } from "zod"

/** How an attempt to send ended; `outcome` is null where it was delivered, else a `SendProblem`. */
export const sent = z.object({
  kind: z.literal("sent"),
  outcome: z.string().nullable(),
  evidence: z.string().nullable(),
})
