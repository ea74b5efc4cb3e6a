"use server"

import { z } from "zod"
import { linkAnswerText } from "@/app/_words/link-answer-text"
import { drawAnew } from "@/app/draw-anew"
import { seenMark } from "@/lib/contract/outcomes"
import { returnOrigin } from "@/lib/links/return-address"
import { typedText } from "@/lib/typed-text"
import { askAsMember, askWithEntries } from "@/web/ask-as-member"
import { optional, ticked } from "@/web/form-entries"
import type { FormErrors } from "@/web/members/form-errors"

const MOST_ORIGINS = 50

const ENTRY = z.object({
  seen: seenMark,
  askerName: optional(typedText(100)),
  contact: optional(typedText(200)),
  returnOrigins: z
    .string()
    .max(10_000)
    .transform((typed) => typed.split(/\s+/).filter(Boolean))
    .pipe(z.array(returnOrigin).max(MOST_ORIGINS)),
  holdsNew: ticked,
})

const LOGO = z.object({ picture: z.string().transform((typed) => (typed === "" ? null : typed)) })

/** Saves how links present themselves and what they may do. */
export async function saveLinkSettings(form: FormData): Promise<SaveAnswer> {
  const outcome = await askWithEntries("changeLinkSettings", form, ENTRY)
  if (outcome.kind === "wrong_input") return outcome
  drawAnew(outcome, "/settings/links")
  if (outcome.kind === "changed") return { kind: "saved", text: "Saved." }
  return problemAnswer(outcome.kind)
}

/** Changes the picture at the top of the page of a link, or takes it away. */
export async function changeLogo(form: FormData): Promise<LogoAnswer> {
  const outcome = await askAsMember("changeLogo", form, LOGO)
  drawAnew(outcome, "/settings/links")
  return outcome.kind === "changed" ? { kind: "saved" } : problemAnswer(outcome.kind)
}

function problemAnswer(kind: Parameters<typeof linkAnswerText>[0]): ProblemAnswer {
  return { kind: kind === "sudo_needed" ? kind : "problem", text: linkAnswerText(kind) }
}

type ProblemAnswer = { kind: "sudo_needed" | "problem"; text: string }
export type SaveAnswer =
  | { kind: "saved"; text: string }
  | { kind: "wrong_input"; formErrors: FormErrors }
  | ProblemAnswer
export type LogoAnswer = { kind: "saved" } | ProblemAnswer
