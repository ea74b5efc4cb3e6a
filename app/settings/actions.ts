"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { obstacleText } from "@/app/_words/member-answer-text"
import { problemOf } from "@/app/_words/refusal-text"
import { drawAnew } from "@/app/draw-anew"
import { email } from "@/lib/env-values"
import { formatAmount } from "@/lib/format"
import { enteredPassword } from "@/lib/members/entered-password"
import { memberName } from "@/lib/members/member-name"
import { askAsMember, askWithEntries } from "@/web/ask-as-member"
import { withRequestOrigin } from "@/web/auth/request-facts"
import { requireMember } from "@/web/auth/require-member"
import { entriesOf, requireEntries } from "@/web/form-entries"
import { type FormErrors, formErrorsOf } from "@/web/members/form-errors"
import * as account from "@/web/members/own-account"
import * as sessions from "@/web/members/own-sessions"

const NAME = z.object({ name: memberName })
const EMAIL = z.object({ email })
const SESSION = z.object({ sessionId: z.guid() })
const PASSWORDS = z.object({ next: enteredPassword })

/** Changes the member's own name. */
export async function changeName(form: FormData): Promise<FormAnswer> {
  const member = await requireMember("viewer")
  const entered = NAME.safeParse(entriesOf(form))
  if (!entered.success) return { kind: "wrong_input", formErrors: formErrorsOf(entered.error) }
  await account.changeName(member, entered.data.name)
  revalidatePath("/", "layout")
  return { kind: "done", text: "Your name has been changed." }
}

/** Changes the member's own password and signs their other browsers out. */
export async function changePassword(form: FormData): Promise<FormAnswer> {
  const outcome = await askWithEntries("changePassword", form, PASSWORDS)
  if (outcome.kind === "wrong_input") return outcome
  if (outcome.kind !== "password_changed") {
    const kind = outcome.kind === "sudo_needed" ? outcome.kind : "wrong_input"
    return { kind, formErrors: { next: obstacleText(outcome) } }
  }
  drawAnew(outcome, "/settings")
  return {
    kind: "done",
    text: `Your password has been changed. ${endedText(outcome.sessionsEnded)}`,
  }
}

/** Asks for another e-mail address, which counts once it is confirmed. */
export async function changeEmail(form: FormData): Promise<FormAnswer> {
  const outcome = await askWithEntries("requestEmailChange", form, EMAIL)
  if (outcome.kind === "wrong_input") return outcome
  drawAnew(outcome, "/settings")
  if (outcome.kind === "link_sent") {
    return { kind: "done", text: "Open the link that was sent to the new address." }
  }
  if (outcome.kind === "owner_needed") {
    return { kind: "done", text: "No mail server is set up here, so an owner has to confirm it." }
  }
  const kind = outcome.kind === "sudo_needed" ? outcome.kind : "wrong_input"
  return { kind, formErrors: { email: obstacleText(outcome) } }
}

/** Takes the request for another e-mail address back. */
export async function withdrawEmail(): Promise<{ problem: string | null }> {
  const outcome = await askAsMember("withdrawEmailChange")
  drawAnew(outcome, "/settings")
  return { problem: problemOf(outcome.kind) }
}

/** Signs the member's other browsers out. */
export async function signOutElsewhere(): Promise<void> {
  const member = await requireMember("viewer")
  await withRequestOrigin(() => sessions.signOutElsewhere(member))
  revalidatePath("/settings")
}

/** Signs one of the member's browsers out. */
export async function endSession(form: FormData): Promise<void> {
  const member = await requireMember("viewer")
  const { sessionId } = requireEntries(SESSION, form)
  await withRequestOrigin(() => sessions.endOwnSession(member, sessionId))
  revalidatePath("/settings")
}

function endedText(sessionsEnded: number): string {
  if (sessionsEnded === 0) return "No other browser was signed in."
  return `${formatAmount(sessionsEnded, "other browser was", "other browsers were")} signed out.`
}

export type FormAnswer =
  | { kind: "done"; text: string }
  | { kind: "wrong_input" | "sudo_needed"; formErrors: FormErrors }
