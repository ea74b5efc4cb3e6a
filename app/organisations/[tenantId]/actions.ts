"use server"

import { revalidatePath } from "next/cache"
import { notHandedOverText, TAKEN_BACK } from "@/app/_words/hand-over-text"
import { type Answer, answerOf, answerOfEnding } from "@/app/_words/operation-text"
import { SUDO_NEEDED } from "@/app/_words/refusal-text"
import { drawAnew } from "@/app/draw-anew"
import { askAsMember } from "@/web/ask-as-member"

/** Refreshes the consent behind this organisation. */
export async function refreshNow(form: FormData): Promise<Answer> {
  return showAnswer(await askAsMember("refreshGrant", form))
}

/** Asks Xero whether the organisation is still connected. */
export async function checkNow(form: FormData): Promise<Answer> {
  return showAnswer(await askAsMember("checkTenant", form))
}

/** Ends this organisation's connections in Xero; others on the same consent keep working. */
export async function disconnect(form: FormData): Promise<Answer> {
  return showAnswer(await askAsMember("disconnectTenant", form), answerOfEnding)
}

/** Ends one authoriser's connection to this organisation; the others serve it. */
export async function removeAuthoriser(form: FormData): Promise<Answer> {
  return showAnswer(await askAsMember("removeAuthoriser", form), answerOfEnding)
}

/** Makes one authoriser the first. */
export async function preferAuthoriser(form: FormData): Promise<Answer> {
  return showAnswer(await askAsMember("preferAuthoriser", form))
}

/** Ends the whole consent in Xero, and with it every organisation that it covers. */
export async function revokeConsent(form: FormData): Promise<Answer> {
  return showAnswer(await askAsMember("revokeGrant", form), answerOfEnding)
}

/** Freezes the sign-in here and gives the file that another installation imports. */
export async function exportSignIn(form: FormData): Promise<ExportAnswer> {
  const outcome = await askAsMember("handOverGrant", form)
  if (outcome.kind === "sudo_needed") return SUDO_NEEDED
  if (outcome.kind !== "handed_over") return { kind: "failed", text: notHandedOverText(outcome) }
  drawAnew(outcome, "/organisations", "layout")
  return { kind: "handed_over", file: outcome.file }
}

/** Takes back a sign-in that no other installation has claimed. */
export async function takeBack(form: FormData): Promise<Answer> {
  const outcome = await askAsMember("takeBackGrant", form)
  drawAnew(outcome, "/organisations", "layout")
  if (outcome.kind === "moved") return TAKEN_BACK.moved
  if (outcome.kind !== "taken_back") return answerOf(outcome)
  return outcome.isProven ? TAKEN_BACK.proven : TAKEN_BACK.unproven
}

// Other organisations on the consent may have changed too, so the list and all pages are read again.
function showAnswer(outcome: Parameters<typeof answerOf>[0], inWords = answerOf): Answer {
  revalidatePath("/organisations", "layout")
  return inWords(outcome)
}

export type ExportAnswer =
  | { kind: "handed_over"; file: string }
  | { kind: "failed" | "sudo_needed"; text: string }
