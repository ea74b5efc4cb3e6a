"use server"

import { z } from "zod"
import { CHANNEL_REFUSALS, obstacleText, sentText } from "@/app/_words/alert-answer-text"
import { SUDO_NEEDED } from "@/app/_words/refusal-text"
import { drawAnew } from "@/app/draw-anew"
import { CHANNEL_FORM } from "@/app/settings/alerts/channel-form"
import { seenMark } from "@/lib/contract/outcomes"
import { askAsMember } from "@/web/ask-as-member"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { entriesOf, requireEntries } from "@/web/form-entries"
import { type FormErrors, formErrorsOf } from "@/web/members/form-errors"

const PAGE = "/settings/alerts"
const CHANNEL = z.object({ channelId: z.guid(), seen: seenMark })

/** Adds a channel. Only this answer ever holds a webhook's secret. */
export async function addChannel(form: FormData): Promise<ChannelAnswer> {
  const member = await requireMember("owner")
  const entered = CHANNEL_FORM.safeParse(entriesOf(form))
  if (!entered.success) return wrongInput(formErrorsOf(entered.error))
  const outcome = await askKeeper("addAlertChannel", member, entered.data)
  drawAnew(outcome, PAGE)
  if (outcome.kind === "added") {
    return outcome.secret === null ? { kind: "done" } : { kind: "secret", secret: outcome.secret }
  }
  if (outcome.kind === "refused") return wrongInput(CHANNEL_REFUSALS[outcome.why])
  const kind = outcome.kind === "sudo_needed" ? outcome.kind : "failed"
  return { kind, text: obstacleText(outcome.kind) }
}

/** Changes a channel; its secret stays. */
export async function changeChannel(form: FormData): Promise<ChannelAnswer> {
  const member = await requireMember("owner")
  const { channelId, seen } = requireEntries(CHANNEL, form)
  const entered = CHANNEL_FORM.safeParse(entriesOf(form))
  if (!entered.success) return wrongInput(formErrorsOf(entered.error))
  const settings = entered.data
  const outcome = await askKeeper("changeAlertChannel", member, { channelId, seen, settings })
  drawAnew(outcome, PAGE)
  if (outcome.kind === "changed") return { kind: "done" }
  if (outcome.kind === "refused") return wrongInput(CHANNEL_REFUSALS[outcome.why])
  const kind = outcome.kind === "sudo_needed" ? outcome.kind : "failed"
  return { kind, text: obstacleText(outcome.kind) }
}

/** Removes a channel with its secrets. */
export async function removeChannel(form: FormData): Promise<SentAnswer> {
  const outcome = await askAsMember("removeAlertChannel", form)
  drawAnew(outcome, PAGE)
  if (outcome.kind === "removed") return { kind: "done", text: "Removed." }
  if (outcome.kind === "sudo_needed") return { ...SUDO_NEEDED }
  return { kind: "problem", text: obstacleText(outcome.kind) }
}

/** Gives a webhook a new secret, which only this answer holds. */
export async function rotateSecret(_previous: SecretAnswer, form: FormData): Promise<SecretAnswer> {
  const outcome = await askAsMember("rotateAlertSecret", form)
  drawAnew(outcome, PAGE)
  if (outcome.kind === "rotated") return { kind: "secret", secret: outcome.secret }
  const kind = outcome.kind === "sudo_needed" ? outcome.kind : "failed"
  return { kind, text: obstacleText(outcome.kind) }
}

/** Sends a test through a channel and returns the outcome. */
export async function sendTest(form: FormData): Promise<SentAnswer> {
  const outcome = await askAsMember("testAlertChannel", form)
  drawAnew(outcome, PAGE)
  return sentText(outcome)
}

/** Sends a delivery again and returns the outcome. */
export async function sendAgain(form: FormData): Promise<SentAnswer> {
  const outcome = await askAsMember("resendAlert", form)
  drawAnew(outcome, PAGE)
  return sentText(outcome)
}

function wrongInput(formErrors: FormErrors): ChannelAnswer {
  return { kind: "wrong_input", formErrors }
}

export type ChannelAnswer =
  | { kind: "done" }
  | { kind: "secret"; secret: string }
  | { kind: "wrong_input"; formErrors: FormErrors }
  | { kind: "failed" | "sudo_needed"; text: string }
export type SecretAnswer =
  | { kind: "waiting" }
  | { kind: "secret"; secret: string }
  | { kind: "failed" | "sudo_needed"; text: string }
export type SentAnswer = { kind: "done" | "problem" | "sudo_needed"; text: string }
