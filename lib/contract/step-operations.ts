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
import { notFound, throttled } from "@/lib/contract/outcomes"
import { passkeyAnswer } from "@/lib/contract/passkey-shapes"
import { enteredPassword } from "@/lib/members/entered-password"

/** Whoever holds a second step's token has given the member's password. */
const step = z.object({ token: z.string().max(200) })
const passed = z.object({ kind: z.literal("passed"), memberId: z.guid() })
/** Its count of uses did not grow: there may be a copy of it, and nobody comes in with it. */
export const passkeyCopied = z.object({ kind: z.literal("passkey_copied") })

const stepProof = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("passkey"), response: passkeyAnswer }),
  z.object({ kind: z.literal("app_code"), code: enteredCode }),
  z.object({ kind: z.literal("recovery_code"), code: enteredCode }),
])

/** How somebody who is not signed in comes in by a passkey, or by a second step after the password. */
export const STEP_OPERATIONS = {
  startPasskeySignIn: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: z.object({}),
    output: passkeyAsked,
  },
  /** The passkey proves who asks. */
  signInWithPasskey: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: z.object({ response: passkeyAnswer }),
    output: z.discriminatedUnion("kind", [passed, wrongProof, passkeyCopied]),
  },
  /** The password proves who asks. */
  startSecondStep: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: z.object({ memberId: z.guid(), password: enteredPassword }),
    output: z.discriminatedUnion("kind", [
      step.extend({ kind: z.literal("step_started"), expiresInSeconds: z.number() }),
      wrongProof,
    ]),
  },
  startStepPasskey: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: step,
    output: z.discriminatedUnion("kind", [passkeyAsked, notFound, over]),
  },
  /** `deviceId`: of a browser in which this member has signed in before, which waits for its own failures alone. */
  passSecondStep: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: step.extend({ proof: stepProof, deviceId: z.guid().nullable() }),
    output: z.discriminatedUnion("kind", [passed, wrongProof, throttled, passkeyCopied, over]),
  },
  /** The next four are for a member who needs a second factor and has none. */
  startPasskeyInStep: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: step,
    output: z.discriminatedUnion("kind", [passkeyStarted, full, over]),
  },
  addPasskeyInStep: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: newPasskey.extend(step.shape),
    output: z.discriminatedUnion("kind", [factorAdded, wrongProof, over, full]),
  },
  startCodeAppInStep: {
    role: "anyone",
    seals: true,
    sudo: "never",
    input: step,
    output: z.discriminatedUnion("kind", [appStarted, full, over]),
  },
  addCodeAppInStep: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: newApp.extend(step.shape),
    output: z.discriminatedUnion("kind", [factorAdded, wrongProof, over, full]),
  },
  /** Passes once a second factor was set up in the step. */
  finishSecondStep: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: step,
    output: z.discriminatedUnion("kind", [passed, over]),
  },
} as const

export type StepProof = z.output<typeof stepProof>
