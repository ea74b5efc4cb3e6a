import { z } from "zod"
import {
  appStarted,
  enteredCode,
  factorAdded,
  full,
  newApp,
  newPasskey,
  over,
  passkeyAsked,
  passkeyStarted,
  wrongProof,
} from "@/lib/contract/factor-operations"
import { by, kind, oneOf } from "@/lib/contract/operation"
import { notFound, throttled } from "@/lib/contract/outcomes"
import { passkeyAnswer } from "@/lib/contract/passkey-shapes"
import { enteredPassword } from "@/lib/members/entered-password"

/** Whoever holds a second step's token has given the member's password. */
const step = z.object({ token: z.string().max(200) })
const passed = kind("passed", { memberId: z.guid() })
/** Its count of uses did not grow: there may be a copy of it, and nobody comes in with it. */
export const passkeyCopied = kind("passkey_copied")

const stepProof = oneOf(
  kind("passkey", { response: passkeyAnswer }),
  kind("app_code", { code: enteredCode }),
  kind("recovery_code", { code: enteredCode }),
)

/** How somebody who is not signed in comes in by a passkey, or by a second step after the password. */
export const STEP_OPERATIONS = {
  startPasskeySignIn: by("anyone", { seals: false, sudo: "never" }).output(passkeyAsked),
  /** The passkey proves who asks. */
  signInWithPasskey: by("anyone", { seals: false, sudo: "never" })
    .input(z.object({ response: passkeyAnswer }))
    .output(passed, wrongProof, passkeyCopied),
  /** The password proves who asks. */
  startSecondStep: by("anyone", { seals: false, sudo: "never" })
    .input(z.object({ memberId: z.guid(), password: enteredPassword }))
    .output(
      step.extend({ kind: z.literal("step_started"), expiresInSeconds: z.number() }),
      wrongProof,
    ),
  startStepPasskey: by("anyone", { seals: false, sudo: "never" })
    .input(step)
    .output(passkeyAsked, notFound, over),
  /** `deviceId`: of a browser in which this member has signed in before, which waits for its own failures alone. */
  passSecondStep: by("anyone", { seals: false, sudo: "never" })
    .input(step.extend({ proof: stepProof, deviceId: z.guid().nullable() }))
    .output(passed, wrongProof, throttled, passkeyCopied, over),
  /** The next four are for a member who needs a second factor and has none. */
  startPasskeyInStep: by("anyone", { seals: false, sudo: "never" })
    .input(step)
    .output(passkeyStarted, full, over),
  addPasskeyInStep: by("anyone", { seals: false, sudo: "never" })
    .input(newPasskey.extend(step.shape))
    .output(factorAdded, wrongProof, over, full),
  startCodeAppInStep: by("anyone", { seals: true, sudo: "never" })
    .input(step)
    .output(appStarted, full, over),
  addCodeAppInStep: by("anyone", { seals: false, sudo: "never" })
    .input(newApp.extend(step.shape))
    .output(factorAdded, wrongProof, over, full),
  /** Passes once a second factor was set up in the step. */
  finishSecondStep: by("anyone", { seals: false, sudo: "never" }).input(step).output(passed, over),
} as const

export type StepProof = z.output<typeof stepProof>
