import { z } from "zod"
import { enteredCode, passkeyAsked, wrongProof } from "@/lib/contract/factor-operations"
import { by, kind, oneOf } from "@/lib/contract/operation"
import { notFound, throttled } from "@/lib/contract/outcomes"
import { passkeyAnswer } from "@/lib/contract/passkey-shapes"
import { passkeyCopied } from "@/lib/contract/step-operations"
import { enteredPassword } from "@/lib/members/entered-password"

/** What a member can prove themselves with. */
const proof = oneOf(
  kind("password", { password: enteredPassword.min(1) }),
  kind("passkey", { response: passkeyAnswer }),
  kind("app_code", { code: enteredCode }),
)

/** How a member gets sudo: the right to change access, in one session and for ten minutes. */
export const SUDO_OPERATIONS = {
  proveMember: by("viewer", { seals: false, sudo: "never" }).input(z.object({ proof })).output(
    kind("proven"),
    /** It counts against the session, and no other. */
    wrongProof,
    throttled,
    passkeyCopied,
  ),
  /** What the browser has to sign to prove its member with one of their passkeys. */
  startProofPasskey: by("viewer", { seals: false, sudo: "never" }).output(passkeyAsked, notFound),
} as const

export type Proof = z.output<typeof proof>
