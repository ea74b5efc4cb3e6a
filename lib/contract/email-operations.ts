import { z } from "zod"
import { by, kind } from "@/lib/contract/operation"
import { throttled } from "@/lib/contract/outcomes"
import { email } from "@/lib/env-values"

const changed = kind("email_changed")
/** A member has this address already. */
const taken = kind("email_taken")
/** Nothing waits to be confirmed: withdrawn, confirmed, replaced, or a day old. */
const gone = kind("gone")

/** How a member gets another e-mail address: it counts once somebody has confirmed it. */
export const EMAIL_OPERATIONS = {
  requestEmailChange: by("viewer", { seals: false, sudo: "always" })
    .input(z.object({ email }))
    .output(
      /** A link went to the new address. */
      kind("link_sent"),
      /** There is no mail server to send it through. */
      kind("owner_needed"),
      /** The mail server did not take it; `outcome` is a `SendProblem`. */
      kind("link_not_sent", {
        outcome: z.string(),
        evidence: z.string().nullable(),
      }),
      taken,
      throttled,
    ),
  withdrawEmailChange: by("viewer", { seals: false, sudo: "never" }).output(kind("withdrawn")),
  /** The link's token proves that whoever asks reads the new address's mail. */
  confirmEmailChange: by("anyone", { seals: false, sudo: "never" })
    .input(z.object({ token: z.string().max(200) }))
    .output(changed, taken, gone),
  /** An owner answers for it that the address is the member's. */
  approveEmailChange: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ memberId: z.guid(), email }))
    .output(changed, taken, gone),
} as const
