import { z } from "zod"
import { notFound } from "@/lib/contract/outcomes"
import { PASSWORD_PROBLEMS } from "@/lib/members/password-terms"

/** How web has a sign-in moved to another installation, and back. */
export const HAND_OVER_OPERATIONS = {
  handOverGrant: {
    role: "owner",
    seals: true,
    sudo: "always",
    input: z.object({ grantId: z.guid(), passphrase: z.string().max(1_000) }),
    output: z.discriminatedUnion("kind", [
      /** `file`: what the other installation imports. It is nowhere else. */
      z.object({ kind: z.literal("handed_over"), file: z.string(), organisations: z.number() }),
      z.object({ kind: z.literal("weak_passphrase"), problem: z.enum(PASSWORD_PROBLEMS) }),
      /** A refresh is under way, in doubt or to be confirmed: again in some minutes. */
      z.object({ kind: z.literal("unsettled") }),
      z.object({ kind: z.literal("shut") }),
      notFound,
    ]),
  },
  takeBackGrant: {
    role: "owner",
    seals: true,
    sudo: "always",
    input: z.object({ grantId: z.guid() }),
    output: z.discriminatedUnion("kind", [
      /** `isProven`: Xero has accepted its token, so the file is worthless now. */
      z.object({ kind: z.literal("taken_back"), isProven: z.boolean() }),
      /** The other installation has it. */
      z.object({ kind: z.literal("moved") }),
      notFound,
    ]),
  },
  /** Has what was handed over imported without asking the installation that it comes from, because that is gone. */
  importUnasked: {
    role: "owner",
    seals: true,
    sudo: "always",
    input: z.object({ importId: z.guid() }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("started"), tokens: z.number() }),
      notFound,
    ]),
  },
} as const
