"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { obstacleText } from "@/app/_words/member-answer-text"
import { askKeeper } from "@/web/ask-keeper"
import { requireEntries } from "@/web/form-entries"

const LINK = z.object({ token: z.string().max(200) })

/** Makes the address of the link its member's. The one-time token is the guard here. */
export async function confirmEmail(_previous: EmailAnswer, form: FormData): Promise<EmailAnswer> {
  const { token } = requireEntries(LINK, form)
  const outcome = await askKeeper("confirmEmailChange", null, { token })
  if (outcome.kind === "email_changed") redirect("/settings")
  if (outcome.kind === "gone") redirect(`/email/${encodeURIComponent(token)}`)
  return { problem: obstacleText(outcome) }
}

export type EmailAnswer = { problem: string | null }
