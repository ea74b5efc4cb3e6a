import { cookies } from "next/headers"
import { redirect } from "next/navigation"
import { cache } from "react"
import { findNextStep } from "@/lib/members/second-factor"
import { askKeeper } from "@/web/ask-keeper"
import { authCookie } from "@/web/auth/auth-cookies"
import { openBrowserSession } from "@/web/auth/browser-session"
import { DEFAULT_PATH, safeCallbackPath, signInPath } from "@/web/auth/callback-path"
import { requestedPath } from "@/web/auth/request-facts"
import { db } from "@/web/db"
import { findStepView, type StepView } from "@/web/members/step-view"

/**
 * Marks this browser as one in which a member's password was given and the second factor is missing. The cookie is no session:
 * it opens the second step's pages and nothing else. Otherwise says why the keeper opened no step.
 */
export async function beginSecondStep(entered: Entered): Promise<SecondStepStart> {
  const started = await askKeeper("startSecondStep", null, entered)
  if (started.kind === "disk_full") return "disk_full"
  if (started.kind !== "step_started") return "unavailable"
  const { name, options } = authCookie("step")
  // Its row says how long it counts.
  const jar = await cookies()
  jar.set({ name, value: started.token, ...options })
  return "second_step"
}

/** Signs this browser in with a password that was just set, or asks for the second factor first. */
export async function enterByPassword(entered: Entered): Promise<never> {
  if ((await findNextStep(db(), entered.memberId)) === "none") {
    await openBrowserSession(entered.memberId)
    redirect(DEFAULT_PATH)
  }
  const start = await beginSecondStep(entered)
  redirect(start === "second_step" ? secondStepPath(DEFAULT_PATH) : `/sign-in?error=${start}`)
}

/** The second step of this browser, or null. Once per request. */
export const findSecondStep = cache(async (): Promise<SecondStep | null> => {
  const token = (await cookies()).get(authCookie("step").name)?.value
  if (token === undefined) return null
  const view = await findStepView(token)
  return view === null ? null : { token, ...view }
})

/** The first line of every page and action of the second step. A browser that is in none goes to the sign-in page. */
export async function requireSecondStep(): Promise<SecondStep> {
  return (await findSecondStep()) ?? redirect(signInPath(await destination()))
}

/** Where the member was headed when they came to the second step. */
async function destination(): Promise<string> {
  const { searchParams } = new URL(await requestedPath(), "http://tenantry.example")
  return searchParams.get("callbackUrl") ?? DEFAULT_PATH
}

/** Signs the member in whose second step has passed, and goes where they were headed. */
export async function leaveSecondStep(memberId: string, callbackUrl: unknown): Promise<never> {
  const { name, options } = authCookie("step")
  const jar = await cookies()
  jar.set({ name, value: "", ...options, maxAge: 0 })
  await openBrowserSession(memberId, { kind: "second_factor" })
  redirect(safeCallbackPath(callbackUrl))
}

/** Where the second step is asked for, and leads back from. */
export function secondStepPath(callbackUrl: unknown): string {
  return `/sign-in/second-step?callbackUrl=${encodeURIComponent(safeCallbackPath(callbackUrl))}`
}

type Entered = { memberId: string; password: string }
type SecondStepStart = "second_step" | "disk_full" | "unavailable"
export type SecondStep = StepView & { token: string }
