"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { sentText } from "@/app/_words/alert-answer-text"
import { obstacleText } from "@/app/_words/member-answer-text"
import { problemOf, SUDO_NEEDED } from "@/app/_words/refusal-text"
import { drawAnew } from "@/app/draw-anew"
import type { OperationOutput } from "@/lib/contract/operations"
import { email } from "@/lib/env-values"
import { MEMBER_ROLES } from "@/lib/members/roles"
import { askAsMember } from "@/web/ask-as-member"
import { askKeeper, type NoAnswer } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { entriesOf } from "@/web/form-entries"
import { type FormErrors, formErrorsOf } from "@/web/members/form-errors"
import { inviteLink } from "@/web/members/invite-link"

const PAGE = "/settings/members"
const role = z.enum(MEMBER_ROLES)
const INVITATION = z.object({ email, role })

/** Creates an invitation. Only this answer ever holds its link. */
export async function invite(form: FormData): Promise<InviteAnswer> {
  const owner = await requireMember("owner")
  const entered = INVITATION.safeParse(entriesOf(form))
  if (!entered.success) return { kind: "wrong_input", formErrors: formErrorsOf(entered.error) }
  const outcome = await askKeeper("inviteMember", owner, entered.data)
  drawAnew(outcome, PAGE)
  if (outcome.kind === "invited") {
    const { token, mail } = outcome
    const sent = mail === null ? null : { ...mail, text: sentText(mail).text }
    return { kind: "link", link: inviteLink(token), email: entered.data.email, sent }
  }
  if (outcome.kind === "sudo_needed") return SUDO_NEEDED
  return { kind: "wrong_input", formErrors: { email: obstacleText(outcome) } }
}

/** Withdraws an open invitation, so that its link stops working. */
export async function withdraw(form: FormData): Promise<ManageAnswer> {
  const outcome = await askAsMember("withdrawInvitation", form)
  drawAnew(outcome, PAGE)
  return { problem: outcome.kind === "withdrawn" ? null : obstacleText(outcome) }
}

/** Creates a link for setting a new password, which only this answer holds. */
export async function makePasswordLink(_previous: LinkAnswer, form: FormData): Promise<LinkAnswer> {
  const outcome = await askAsMember("issuePasswordLink", form)
  drawAnew(outcome, PAGE)
  if (outcome.kind === "invited") return { link: inviteLink(outcome.token), problem: null }
  return { ...sudoIn(outcome), link: null, problem: obstacleText(outcome) }
}

/** Makes the address that a member asked for theirs. */
export async function approveEmail(form: FormData): Promise<ManageAnswer> {
  const outcome = await askAsMember("approveEmailChange", form)
  drawAnew(outcome, PAGE)
  if (outcome.kind === "email_changed") return { problem: null }
  if (outcome.kind === "gone") return { problem: "There is nothing left to confirm." }
  return { ...sudoIn(outcome), problem: obstacleText(outcome) }
}

/** Gives a member another role. */
export async function changeRole(form: FormData): Promise<ManageAnswer> {
  return answerOf(await askAsMember("changeRole", form))
}

/** Disables a member and signs them out everywhere. */
export async function disable(form: FormData): Promise<ManageAnswer> {
  return answerOf(await askAsMember("disableMember", form))
}

/** Enables a disabled member. */
export async function enable(form: FormData): Promise<ManageAnswer> {
  return answerOf(await askAsMember("enableMember", form))
}

/** Takes all second factors from a member who has lost theirs. */
export async function removeFactorsOf(form: FormData): Promise<ManageAnswer> {
  const outcome = await askAsMember("removeFactorsOf", form)
  revalidatePath(PAGE)
  if (outcome.kind === "sudo_needed") return { kind: outcome.kind, problem: SUDO_NEEDED.text }
  return { problem: outcome.kind === "not_found" ? null : problemOf(outcome.kind) }
}

function answerOf(outcome: Managed): ManageAnswer {
  drawAnew(outcome, PAGE)
  return { ...sudoIn(outcome), problem: outcome.kind === "done" ? null : obstacleText(outcome) }
}

/** What has the dialog ask who it is. */
function sudoIn({ kind }: { kind: string }): { kind?: "sudo_needed" } {
  return kind === "sudo_needed" ? { kind } : {}
}

type Managed = OperationOutput<"changeRole"> | NoAnswer
export type InviteAnswer =
  | { kind: "link"; link: string; email: string; sent: SentMail | null }
  | { kind: "wrong_input"; formErrors: FormErrors }
  | { kind: "sudo_needed"; text: string }
/** How the sending went; `outcome` is null where the mail server took it. */
export type SentMail = { outcome: string | null; text: string }
export type LinkAnswer = { kind?: "sudo_needed"; link: string | null; problem: string | null }
export type ManageAnswer = { kind?: "sudo_needed"; problem: string | null }
