"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { withOrigin } from "@/lib/audit/origin"
import { formatWait } from "@/lib/format"
import { closeBrowserSession, enterBrowser } from "@/web/auth/browser-session"
import { safeCallbackPath } from "@/web/auth/callback-path"
import { readDevice } from "@/web/auth/device-cookie"
import { clientAddress, requestOrigin } from "@/web/auth/request-facts"
import { entriesOf } from "@/web/form-entries"
import { signIn as checkSignIn } from "@/web/members/sign-in"

const ENTERED = z.object({
  email: z.string().max(320),
  password: z.string().max(1_000),
  callbackUrl: z.string().optional(),
})

/** Signs this browser in and goes where the visitor was headed, or says why not. */
export async function signIn(_previous: SignInAnswer, form: FormData): Promise<SignInAnswer> {
  const entered = ENTERED.safeParse(entriesOf(form))
  if (!entered.success) return { kind: "refused", email: "" }
  const { email, password, callbackUrl } = entered.data
  const [address, device] = [await clientAddress(), await readDevice()]
  const attempt = { email, password, address, device }
  const outcome = await withOrigin(await requestOrigin(), () => checkSignIn(attempt))
  if (outcome.kind === "throttled") {
    return { kind: "throttled", email, wait: formatWait(outcome.retryAfterInSeconds) }
  }
  if (outcome.kind === "refused") return { kind: "refused", email }
  await enterBrowser(outcome)
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
  | { kind: "throttled"; email: string; wait: string }
