import { z } from "zod"
import { throttled } from "@/lib/contract/outcomes"
import { email } from "@/lib/env-values"

const changed = z.object({ kind: z.literal("email_changed") })
/** A member has this address already. */
const taken = z.object({ kind: z.literal("email_taken") })
/** Nothing waits to be confirmed: withdrawn, confirmed, replaced, or a day old. */
const gone = z.object({ kind: z.literal("gone") })

/** How a member gets another e-mail address: it counts once somebody has confirmed it. */
export const EMAIL_OPERATIONS = {
  requestEmailChange: {
    role: "viewer",
    seals: false,
    sudo: "always",
    input: z.object({ email }),
    output: z.discriminatedUnion("kind", [
      /** A link went to the new address. */
      z.object({ kind: z.literal("link_sent") }),
      /** There is no mail server to send it through. */
      z.object({ kind: z.literal("owner_needed") }),
      /** The mail server did not take it; `outcome` is a `SendProblem`. */
      z.object({
        kind: z.literal("link_not_sent"),
        outcome: z.string(),
        evidence: z.string().nullable(),
      }),
      taken,
      throttled,
    ]),
  },
  withdrawEmailChange: {
    role: "viewer",
    seals: false,
    sudo: "never",
    input: z.object({}),
    output: z.object({ kind: z.literal("withdrawn") }),
  },
  /** The link's token proves that whoever asks reads the new address's mail. */
  confirmEmailChange: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: z.object({ token: z.string().max(200) }),
    output: z.discriminatedUnion("kind", [changed, taken, gone]),
  },
  /** An owner answers for it that the address is the member's. */
  approveEmailChange: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ memberId: z.guid(), email }),
    output: z.discriminatedUnion("kind", [changed, taken, gone]),
  },
} as const
