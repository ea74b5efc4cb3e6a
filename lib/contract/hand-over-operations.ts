import { z } from "zod"
import { by, kind } from "@/lib/contract/operation"
import { notFound } from "@/lib/contract/outcomes"
import { PASSWORD_PROBLEMS } from "@/lib/members/password-terms"

/** How web has a sign-in moved to another installation, and back. */
export const HAND_OVER_OPERATIONS = {
  handOverGrant: by("owner", { seals: true, sudo: "always" })
    .input(z.object({ grantId: z.guid(), passphrase: z.string().max(1_000) }))
    .output(
      /** `file`: what the other installation imports. It is nowhere else. */
      kind("handed_over", { file: z.string(), organisations: z.number() }),
      kind("weak_passphrase", { problem: z.enum(PASSWORD_PROBLEMS) }),
      /** A refresh is under way, in doubt or to be confirmed: again in some minutes. */
      kind("unsettled"),
      kind("shut"),
      /** Xero lists no organisation for it, so there is nothing that could move. */
      kind("reaches_nothing"),
      notFound,
    ),
  takeBackGrant: by("owner", { seals: true, sudo: "always" })
    .input(z.object({ grantId: z.guid() }))
    .output(
      /** `isProven`: Xero has accepted its token, so the file is worthless now. */
      kind("taken_back", { isProven: z.boolean() }),
      /** The other installation has it. */
      kind("moved"),
      notFound,
    ),
  /** Has what was handed over imported without asking the installation that it comes from, because that is gone. */
  importUnasked: by("owner", { seals: true, sudo: "always" })
    .input(z.object({ importId: z.guid() }))
    .output(kind("started", { tokens: z.number() }), notFound),
} as const
