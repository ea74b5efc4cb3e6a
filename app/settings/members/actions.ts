"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { SUDO_NEEDED } from "@/app/_words/sudo-text"
import { email } from "@/lib/env-values"
import { requireMember } from "@/web/auth/require-member"
import { entriesOf, requireEntries } from "@/web/form-entries"
import { type FormErrors, formErrorsOf, textOf } from "@/web/members/form-errors"
import * as invitations from "@/web/members/invitations"
import { inviteLink } from "@/web/members/invite-link"
import * as members from "@/web/members/manage-members"
import { MEMBER_ROLES } from "@/web/members/roles"

const PAGE = "/settings/members"
const role = z.enum(MEMBER_ROLES)
const INVITATION = z.object({ email, role })
const WITHDRAWAL = z.object({ invitationId: z.guid() })
const MEMBER = z.object({ memberId: z.guid() })
const ROLE_CHANGE = MEMBER.extend({ role })

/** Creates an invitation. Only this answer ever holds its link. */
export async function invite(_previous: InviteAnswer, form: FormData): Promise<InviteAnswer> {
  const owner = await requireMember("owner")
  const entered = INVITATION.safeParse(entriesOf(form))
  if (!entered.success) {
    return {
      kind: "wrong_input",
      formErrors: formErrorsOf(entered.error),
      email: textOf(form, "email"),
    }
  }
  const outcome = await invitations.inviteMember(owner, entered.data)
  revalidatePath(PAGE)
  if (outcome.kind === "invited") {
    return { kind: "link", link: inviteLink(outcome.token), email: entered.data.email }
  }
  if (outcome.kind === "sudo_needed") return { ...SUDO_NEEDED, ...entered.data }
  const formErrors = { email: "A member already has this e-mail address. See the list." }
  return { kind: "wrong_input", formErrors, email: entered.data.email }
}

/** Withdraws an open invitation, so that its link stops working. */
export async function withdraw(form: FormData): Promise<void> {
  await requireMember("owner")
  await invitations.withdrawInvitation(requireEntries(WITHDRAWAL, form).invitationId)
  revalidatePath(PAGE)
}

/** Creates a link for setting a new password, which only this answer holds. */
export async function makePasswordLink(_previous: LinkAnswer, form: FormData): Promise<LinkAnswer> {
  const owner = await requireMember("owner")
  const { memberId } = requireEntries(MEMBER, form)
  const outcome = await invitations.issuePasswordLink(owner, memberId)
  revalidatePath(PAGE)
  if (outcome.kind === "sudo_needed") return { kind: outcome.kind, link: null }
  return outcome.kind === "invited" ? { link: inviteLink(outcome.token) } : { link: null }
}

/** Gives a member another role. */
export async function changeRole(form: FormData): Promise<ManageAnswer> {
  const owner = await requireMember("owner")
  return answerOf(await members.changeRole(owner, requireEntries(ROLE_CHANGE, form)))
}

/** Disables a member and signs them out everywhere. */
export async function disable(form: FormData): Promise<ManageAnswer> {
  const owner = await requireMember("owner")
  const { memberId } = requireEntries(MEMBER, form)
  return answerOf(await members.disableMember(owner, memberId))
}

/** Enables a disabled member. */
export async function enable(form: FormData): Promise<ManageAnswer> {
  const owner = await requireMember("owner")
  const { memberId } = requireEntries(MEMBER, form)
  return answerOf(await members.enableMember(owner, memberId))
}

function answerOf(outcome: members.ManageOutcome): ManageAnswer {
  revalidatePath(PAGE)
  if (outcome.kind === "sudo_needed") return { kind: outcome.kind, problem: SUDO_NEEDED.text }
  return { problem: outcome.kind === "done" ? null : PROBLEMS[outcome.kind] }
}

const PROBLEMS = {
  last_owner: "This is the last owner. Make someone else an owner first.",
  not_found: "This member no longer exists. Reload the page.",
}

export type InviteAnswer =
  | { kind: "waiting" }
  | { kind: "link"; link: string; email: string }
  | { kind: "wrong_input"; formErrors: FormErrors; email: string }
  | { kind: "sudo_needed"; text: string; email: string; role: string }
export type LinkAnswer = { kind?: "sudo_needed"; link: string | null }
export type ManageAnswer = { kind?: "sudo_needed"; problem: string | null }
