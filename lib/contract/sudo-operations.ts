import { z } from "zod"
import { enteredCode, passkeyAsked, wrongProof } from "@/lib/contract/factor-operations"
import { notFound, throttled } from "@/lib/contract/outcomes"
import { passkeyAnswer } from "@/lib/contract/passkey-shapes"
import { passkeyCopied } from "@/lib/contract/step-operations"
import { enteredPassword } from "@/lib/members/entered-password"

/** What a member can prove themselves with. */
const proof = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("password"), password: enteredPassword.min(1) }),
  z.object({ kind: z.literal("passkey"), response: passkeyAnswer }),
  z.object({ kind: z.literal("app_code"), code: enteredCode }),
])

/** How a member gets sudo: the right to change access, in one session and for ten minutes. */
export const SUDO_OPERATIONS = {
  proveMember: {
    role: "viewer",
    seals: false,
    sudo: "never",
    input: z.object({ proof }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("proven") }),
      /** It counts against the session, and no other. */
      wrongProof,
      throttled,
      passkeyCopied,
    ]),
  },
  /** What the browser has to sign to prove its member with one of their passkeys. */
  startProofPasskey: {
    role: "viewer",
    seals: false,
    sudo: "never",
    input: z.object({}),
    output: z.discriminatedUnion("kind", [passkeyAsked, notFound]),
  },
} as const

export type Proof = z.output<typeof proof>
