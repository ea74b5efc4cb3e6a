import { z } from "zod"
import { kind } from "@/lib/contract/operation"

/** How an attempt to send ended; `outcome` is null where it was delivered, else a `SendProblem`. */
export const sent = kind("sent", {
  outcome: z.string().nullable(),
  evidence: z.string().nullable(),
})
