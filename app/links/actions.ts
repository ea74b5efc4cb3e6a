"use server"

import { z } from "zod"
import { type LinkObstacle, linkAnswerText, throttledText } from "@/app/_words/link-answer-text"
import { drawAnew } from "@/app/draw-anew"
import { LINK_ENTRY } from "@/app/links/link-entry"
import { USUAL_DAYS } from "@/lib/links/link-terms"
import { typedText } from "@/lib/typed-text"
import { askAsMember, askWithEntries } from "@/web/ask-as-member"
import { optional, ticked } from "@/web/form-entries"
import { linkAddress } from "@/web/links/link-address"
import type { FormErrors } from "@/web/members/form-errors"

const LINK = z.object({ linkId: z.guid() })
const RENEWAL = LINK.extend({ sends: ticked })
const EXTENSION = LINK.transform(({ linkId }) => ({ linkId, days: USUAL_DAYS }))
const REFERENCE = z.object({ tenantId: z.guid(), reference: optional(typedText(200)) })

/** Makes a link. Only this answer ever holds its address. */
export async function makeLink(form: FormData): Promise<LinkAnswer> {
  const outcome = await askWithEntries("makeLink", form, LINK_ENTRY)
  if (outcome.kind === "wrong_input") return outcome
  drawAnew(outcome, "/links")
  if (outcome.kind === "given") return givenBy(outcome)
  if (outcome.kind === "origin_not_listed") {
    return { kind: "wrong_input", formErrors: { returnTo: linkAnswerText(outcome.kind) } }
  }
  return refusedBy(outcome)
}

/** Makes a new address for a link; the one before stops working. */
export async function renewLink(form: FormData): Promise<LinkAnswer> {
  const outcome = await askAsMember("renewLink", form, RENEWAL)
  drawAnew(outcome, "/links")
  if (outcome.kind === "given") return givenBy(outcome)
  return refusedBy(outcome)
}

/** Lets a link live another week. */
export async function extendLink(form: FormData): Promise<ChangeAnswer> {
  const outcome = await askAsMember("extendLink", form, EXTENSION)
  drawAnew(outcome, "/links")
  return { problem: outcome.kind === "extended" ? null : linkAnswerText(outcome.kind) }
}

/** Makes a link stop working. */
export async function withdrawLink(form: FormData): Promise<ChangeAnswer> {
  const outcome = await askAsMember("withdrawLink", form)
  drawAnew(outcome, "/links")
  return { problem: outcome.kind === "withdrawn" ? null : linkAnswerText(outcome.kind) }
}

/** Lets services that reach all organisations read one that came by a link. */
export async function approveTenant(form: FormData): Promise<ChangeAnswer> {
  const outcome = await askAsMember("approveTenant", form)
  drawAnew(outcome, "/organisations", "layout")
  return changeAnswer(outcome.kind === "approved" ? null : outcome.kind)
}

/** Changes the name by which programs know an organisation. */
export async function changeReference(form: FormData): Promise<ReferenceAnswer> {
  const outcome = await askWithEntries("changeReference", form, REFERENCE)
  if (outcome.kind === "wrong_input") return outcome
  drawAnew(outcome, "/organisations", "layout")
  if (outcome.kind === "changed") return { kind: "done" }
  const kind = outcome.kind === "sudo_needed" ? outcome.kind : "problem"
  return { kind, text: linkAnswerText(outcome.kind) }
}

function changeAnswer(obstacle: LinkObstacle | null): ChangeAnswer {
  if (obstacle === null) return { problem: null }
  const problem = linkAnswerText(obstacle)
  return obstacle === "sudo_needed" ? { kind: "sudo_needed", problem } : { problem }
}

function refusedBy(outcome: Refusal): LinkAnswer {
  const isThrottled = outcome.kind === "throttled"
  return {
    kind: "refused",
    text: isThrottled ? throttledText(outcome) : linkAnswerText(outcome.kind),
  }
}

function givenBy({ token, isMailed }: { token: string; isMailed: boolean }): LinkAnswer {
  return { kind: "given", address: linkAddress(token), isMailed }
}

type Refusal = { kind: LinkObstacle } | { kind: "throttled"; retryAfterInSeconds: number }
export type LinkAnswer =
  | { kind: "given"; address: string; isMailed: boolean }
  | { kind: "wrong_input"; formErrors: FormErrors }
  | { kind: "refused"; text: string }
export type ReferenceAnswer =
  | { kind: "done" }
  | { kind: "wrong_input"; formErrors: FormErrors }
  | { kind: "problem" | "sudo_needed"; text: string }
export type ChangeAnswer = { kind?: "sudo_needed"; problem: string | null }
