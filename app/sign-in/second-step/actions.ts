"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { FACTOR_TEXTS } from "@/app/_words/factor-text"
import { passkeyAnswer } from "@/lib/contract/passkey-shapes"
import type { StepProof } from "@/lib/contract/step-operations"
import { formatWait } from "@/lib/format"
import { askKeeper } from "@/web/ask-keeper"
import { DISK_FULL_PATH } from "@/web/auth/callback-path"
import { readDevice } from "@/web/auth/device-cookie"
import { leaveSecondStep, requireSecondStep, type SecondStep } from "@/web/auth/second-step"
import { entriesOf, jsonEntry } from "@/web/form-entries"

const code = z.string().min(1).max(100)
const callbackUrl = z.string().optional()
const CODE = z.object({ kind: z.enum(["app_code", "recovery_code"]), code, callbackUrl })
const PASSKEY = z.object({ response: jsonEntry(passkeyAnswer), callbackUrl })

/** Takes a code of the authenticator app or a recovery code, and signs this browser in; or says why not. */
export async function enterCode(_previous: string | null, form: FormData): Promise<string | null> {
  const step = await requireSecondStep()
  const entered = CODE.safeParse(entriesOf(form))
  if (!entered.success) return FACTOR_TEXTS.wrong_code
  return pass(step, entered.data, entered.data.callbackUrl)
}

/** What the browser has to sign to come in by a passkey; null where the keeper does not say. */
export async function startStepPasskey() {
  const { token } = await requireSecondStep()
  const asked = await askKeeper("startStepPasskey", null, { token })
  if (asked.kind === "disk_full") redirect(DISK_FULL_PATH)
  return asked.kind === "asked" ? asked.options : null
}

/** The same with what the browser has signed. */
export async function enterPasskey(form: FormData): Promise<string | null> {
  const step = await requireSecondStep()
  const entered = PASSKEY.safeParse(entriesOf(form))
  if (!entered.success) return FACTOR_TEXTS.wrong_passkey
  return pass(step, { kind: "passkey", response: entered.data.response }, entered.data.callbackUrl)
}

async function pass(
  { token, memberId }: SecondStep,
  proof: StepProof,
  path: string | undefined,
): Promise<string | null> {
  const device = await readDevice()
  const deviceId = device?.memberId === memberId ? device.deviceId : null
  const outcome = await askKeeper("passSecondStep", null, { token, proof, deviceId })
  switch (outcome.kind) {
    case "passed":
      return leaveSecondStep(outcome.memberId, path)
    case "wrong_proof":
      return WRONG[proof.kind]
    case "throttled":
      return `Too many wrong codes. Try again in ${formatWait(outcome.retryAfterInSeconds)}, or use a passkey.`
    case "passkey_copied":
      return FACTOR_TEXTS.passkey_copied
    case "disk_full":
      return redirect(DISK_FULL_PATH)
    case "over":
      return "This took too long. Sign in again."
    default:
      return FACTOR_TEXTS.not_now
  }
}

const WRONG = {
  app_code: FACTOR_TEXTS.wrong_code,
  recovery_code: FACTOR_TEXTS.wrong_recovery_code,
  passkey: FACTOR_TEXTS.wrong_passkey,
}
