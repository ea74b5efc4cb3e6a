"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import {
  type AppAnswer,
  addedAnswer,
  type PasskeyStart,
  passkeyAnswerOf,
  startedAnswer,
} from "@/app/factors/answers"
import { incompleteApp, NO_PASSKEY, readApp, readPasskey, startsApp } from "@/app/factors/entries"
import { askKeeper } from "@/web/ask-keeper"
import { signInPath } from "@/web/auth/callback-path"
import { leaveSecondStep, requireSecondStep } from "@/web/auth/second-step"
import { requireEntries } from "@/web/form-entries"

const WAY_BACK = z.object({ callbackUrl: z.string().optional() })

/** Starts an authenticator app, or makes it the member's second factor by its first code. */
export async function setUpAppInStep(previous: AppAnswer, form: FormData): Promise<AppAnswer> {
  const { token } = await requireSecondStep()
  if (startsApp(form)) return startedAnswer(await askKeeper("startCodeAppInStep", null, { token }))
  const app = readApp(form)
  if (app === null) return incompleteApp(previous)
  const confirmed = { ...app, token }
  return addedAnswer(await askKeeper("addCodeAppInStep", null, confirmed), previous)
}

/** What the browser needs to make a passkey. */
export async function startPasskeyInStep(): Promise<PasskeyStart> {
  const { token } = await requireSecondStep()
  return passkeyAnswerOf(await askKeeper("startPasskeyInStep", null, { token }))
}

/** Makes the passkey the member's second factor. */
export async function addPasskeyInStep(form: FormData): Promise<AppAnswer> {
  const { token } = await requireSecondStep()
  const passkey = readPasskey(form)
  if (passkey === null) return NO_PASSKEY
  const made = { ...passkey, token }
  return addedAnswer(await askKeeper("addPasskeyInStep", null, made))
}

/** Signs the member in, once they have a second factor. */
export async function finishSecondStep(form: FormData): Promise<void> {
  const { token } = await requireSecondStep()
  const { callbackUrl } = requireEntries(WAY_BACK, form)
  const outcome = await askKeeper("finishSecondStep", null, { token })
  if (outcome.kind !== "passed") redirect(signInPath(callbackUrl ?? ""))
  await leaveSecondStep(outcome.memberId, callbackUrl)
}
