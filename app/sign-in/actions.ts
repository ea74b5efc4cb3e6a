"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { FACTOR_TEXTS } from "@/app/_words/factor-text"
import { passkeyAnswer } from "@/lib/contract/passkey-shapes"
import { formatWait } from "@/lib/format"
import { askKeeper } from "@/web/ask-keeper"
import { closeBrowserSession, enterBrowser, openBrowserSession } from "@/web/auth/browser-session"
import { DISK_FULL_PATH, safeCallbackPath } from "@/web/auth/callback-path"
import { readDevice } from "@/web/auth/device-cookie"
import { clientAddress, withRequestOrigin } from "@/web/auth/request-facts"
import { beginSecondStep, secondStepPath } from "@/web/auth/second-step"
import { entriesOf, jsonEntry } from "@/web/form-entries"
import { signIn as checkSignIn } from "@/web/members/sign-in"

const ENTERED = z.object({
  email: z.string().max(320),
  password: z.string().max(1_000),
  callbackUrl: z.string().optional(),
})
const PASSKEY = z.object({ response: jsonEntry(passkeyAnswer), callbackUrl: z.string().optional() })

/** Signs this browser in and goes where the visitor was headed, or says why not. */
export async function signIn(_previous: SignInAnswer, form: FormData): Promise<SignInAnswer> {
  const entered = ENTERED.safeParse(entriesOf(form))
  if (!entered.success) return { kind: "refused", email: "" }
  const { email, password, callbackUrl } = entered.data
  const [address, device] = [await clientAddress(), await readDevice()]
  const attempt = { email, password, address, device }
  const outcome = await withRequestOrigin(() => checkSignIn(attempt))
  if (outcome.kind === "throttled") {
    return { kind: "throttled", email, wait: formatWait(outcome.retryAfterInSeconds) }
  }
  if (outcome.kind === "refused" || outcome.kind === "disk_full") return { ...outcome, email }
  if (outcome.kind === "second_step") {
    const start = await beginSecondStep({ memberId: outcome.memberId, password })
    if (start !== "second_step") return { kind: start, email }
    redirect(secondStepPath(callbackUrl))
  }
  await enterBrowser(outcome)
  redirect(safeCallbackPath(callbackUrl))
}

/** What the browser has to sign to come in by a passkey alone; null where the keeper does not say. */
export async function startPasskeySignIn() {
  const asked = await askKeeper("startPasskeySignIn", null, {})
  if (asked.kind === "disk_full") redirect(DISK_FULL_PATH)
  return asked.kind === "asked" ? asked.options : null
}

/** Signs this browser in with what it has signed, or says why not. */
export async function signInWithPasskey(form: FormData): Promise<string | null> {
  const entered = PASSKEY.safeParse(entriesOf(form))
  if (!entered.success) return FACTOR_TEXTS.wrong_passkey
  const { response, callbackUrl } = entered.data
  const outcome = await askKeeper("signInWithPasskey", null, { response })
  if (outcome.kind === "wrong_proof") return FACTOR_TEXTS.wrong_passkey
  if (outcome.kind === "passkey_copied") return FACTOR_TEXTS.passkey_copied
  if (outcome.kind === "disk_full") redirect(DISK_FULL_PATH)
  if (outcome.kind !== "passed") return FACTOR_TEXTS.not_now
  await openBrowserSession(outcome.memberId, { kind: "passkey" })
  redirect(safeCallbackPath(callbackUrl))
}

/** Signs this browser out, here and on the server. */
export async function signOut(): Promise<void> {
  await closeBrowserSession()
  redirect("/sign-in")
}

export type SignInAnswer =
  | { kind: "waiting"; email: string }
  | { kind: "refused"; email: string }
  | { kind: "unavailable"; email: string }
  | { kind: "disk_full"; email: string }
  | { kind: "throttled"; email: string; wait: string }
