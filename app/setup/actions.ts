"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { obstacleText } from "@/app/_words/member-answer-text"
import { email } from "@/lib/env-values"
import { enteredPassword } from "@/lib/members/entered-password"
import { memberName } from "@/lib/members/member-name"
import { askKeeper } from "@/web/ask-keeper"
import { openBrowserSession } from "@/web/auth/browser-session"
import { entriesOf } from "@/web/form-entries"
import { type FormErrors, formErrorsOf, textOf } from "@/web/members/form-errors"

const ENTERED = z.object({ code: z.string(), name: memberName, email, password: enteredPassword })

/** Creates the first owner and signs them in. The one-time code is the guard here, because there are no members yet. */
export async function createOwner(_previous: SetupAnswer, form: FormData): Promise<SetupAnswer> {
  const entered = ENTERED.safeParse(entriesOf(form))
  if (!entered.success) {
    const [name, mail] = [textOf(form, "name"), textOf(form, "email")]
    return { formErrors: formErrorsOf(entered.error), name, email: mail }
  }
  const claim = await askKeeper("claimFirstOwner", null, entered.data)
  if (claim.kind === "done") redirect("/sign-in")
  if (claim.kind === "other_code") redirect("/setup")
  if (claim.kind !== "created") {
    const { name, email: mail } = entered.data
    return { formErrors: { password: obstacleText(claim) }, name, email: mail }
  }
  await openBrowserSession(claim.memberId)
  redirect("/organisations")
}

export type SetupAnswer = { formErrors: FormErrors; name: string; email: string }
