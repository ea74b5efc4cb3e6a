import { z } from "zod"
import { email } from "@/lib/env-values"
import { LINK_PURPOSES, LONGEST_NOTE, MOST_DAYS } from "@/lib/links/link-terms"
import { returnAddress } from "@/lib/links/return-address"
import { typedLines, typedText } from "@/lib/typed-text"
import { optional, ticked } from "@/web/form-entries"

/** What the form of a new link holds. An empty field counts as missing. */
export const LINK_ENTRY = z
  .object({
    purpose: z.enum(LINK_PURPOSES),
    tenantId: optional(z.guid()),
    recipientName: optional(typedText(100)),
    recipientEmail: optional(email),
    note: optional(typedLines(LONGEST_NOTE)),
    reference: optional(typedText(200)),
    returnTo: optional(returnAddress),
    sends: ticked,
    days: z.coerce
      .number("must be a number of days")
      .int()
      .min(1)
      .max(MOST_DAYS, `must be ${MOST_DAYS} or fewer`),
  })
  .refine((one) => (one.purpose === "connect") === (one.tenantId === null))
