"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { openBrowserSession } from "@/lib/auth/browser-session"
import { password } from "@/lib/env-values"
import { acceptInvitation } from "@/lib/members/accept-invitation"
import { memberName } from "@/lib/members/member-name"
import { type Mistakes, mistakesOf, textOf } from "@/lib/members/mistakes"

const ENTERED = z.object({ token: z.string().max(200), name: memberName, password })

/** Uses the link up and signs its holder in; the one-time token is the guard here. */
export async function accept(_previous: AcceptAnswer, form: FormData): Promise<AcceptAnswer> {
  const entered = ENTERED.safeParse(Object.fromEntries(form))
  if (!entered.success) {
    return { isGone: false, mistakes: mistakesOf(entered.error), name: textOf(form, "name") }
  }
  const outcome = await acceptInvitation(entered.data)
  if (outcome.kind === "gone") return { isGone: true, mistakes: {}, name: "" }
  await openBrowserSession(outcome.memberId)
  redirect("/organisations")
}

export type AcceptAnswer = { isGone: boolean; mistakes: Mistakes; name: string }
