"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { password } from "@/lib/env-values"
import { openBrowserSession } from "@/web/auth/browser-session"
import { entriesOf } from "@/web/form-entries"
import { acceptInvitation } from "@/web/members/accept-invitation"
import { type FormErrors, formErrorsOf, textOf } from "@/web/members/form-errors"
import { memberName } from "@/web/members/member-name"

const ENTERED = z.object({ token: z.string().max(200), name: memberName, password })

/** Uses the link and signs its holder in. The one-time token is the guard here. */
export async function accept(_previous: AcceptAnswer, form: FormData): Promise<AcceptAnswer> {
  const entered = ENTERED.safeParse(entriesOf(form))
  if (!entered.success) {
    return { isGone: false, formErrors: formErrorsOf(entered.error), name: textOf(form, "name") }
  }
  const outcome = await acceptInvitation(entered.data)
  if (outcome.kind === "gone") return { isGone: true, formErrors: {}, name: "" }
  await openBrowserSession(outcome.memberId)
  redirect("/organisations")
}

export type AcceptAnswer = { isGone: boolean; formErrors: FormErrors; name: string }
