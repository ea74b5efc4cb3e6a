"use server"

import { z } from "zod"
import { obstacleText } from "@/app/_words/member-answer-text"
import { enteredPassword } from "@/lib/members/entered-password"
import { memberName } from "@/lib/members/member-name"
import { askKeeper } from "@/web/ask-keeper"
import { enterByPassword } from "@/web/auth/second-step"
import { entriesOf } from "@/web/form-entries"
import { type FormErrors, formErrorsOf, textOf } from "@/web/members/form-errors"

const ENTERED = z.object({
  token: z.string().max(200),
  name: memberName,
  password: enteredPassword,
})

/** Uses the link and signs its holder in. The one-time token is the guard here. */
export async function accept(_previous: AcceptAnswer, form: FormData): Promise<AcceptAnswer> {
  const entered = ENTERED.safeParse(entriesOf(form))
  if (!entered.success) {
    return { isGone: false, formErrors: formErrorsOf(entered.error), name: textOf(form, "name") }
  }
  const { name } = entered.data
  const outcome = await askKeeper("acceptInvitation", null, entered.data)
  if (outcome.kind === "gone") return { isGone: true, formErrors: {}, name: "" }
  if (outcome.kind !== "accepted") {
    return { isGone: false, formErrors: { password: obstacleText(outcome) }, name }
  }
  return enterByPassword({ memberId: outcome.memberId, password: entered.data.password })
}

export type AcceptAnswer = { isGone: boolean; formErrors: FormErrors; name: string }
