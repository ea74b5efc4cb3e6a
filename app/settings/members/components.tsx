"use client"

import { KeyRound, UserPlus } from "lucide-react"
import { useActionState, useRef, useState } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { Problem } from "@/app/_ui/content/problem"
import { Question } from "@/app/_ui/content/question"
import { SubmitButton } from "@/app/_ui/forms/button"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import { Field } from "@/app/_ui/forms/field"
import { BareSelect, Select } from "@/app/_ui/forms/select"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import type { SentMail } from "@/app/settings/members/actions"
import * as actions from "@/app/settings/members/actions"
import { useSudo } from "@/app/sudo/components"
import { useAnswer } from "@/app/sudo/use-answer"
import { useFormAction } from "@/app/sudo/use-form-action"

const ROLES = [
  { value: "owner", label: "Owner" },
  { value: "admin", label: "Admin" },
  { value: "viewer", label: "Viewer" },
]

/** Creates a one-time link for a new member and shows it once, until it is used or withdrawn. `open`: for whom links are open. */
export function InviteForm({ open }: { open: string[] }) {
  const form = useRef<HTMLFormElement>(null)
  const { answer, formErrors, pending, submit } = useFormAction(actions.invite, (given) => {
    if (given.kind === "link") form.current?.reset()
  })
  return (
    <div className="grid gap-4">
      <form
        ref={form}
        method="post"
        onSubmit={submit}
        className="grid items-start gap-3 sm:grid-cols-[1fr_10rem_auto]"
      >
        <Field
          label="Email"
          name="email"
          type="email"
          autoComplete="off"
          required
          maxLength={320}
          error={formErrors.email}
        />
        <Select label="Role" name="role" options={ROLES} defaultValue="viewer" />
        <SubmitButton
          tone="primary"
          pending={pending}
          icon={<UserPlus />}
          className="sm:mt-[1.625rem]"
        >
          Invite
        </SubmitButton>
      </form>
      {answer?.kind === "link" && open.includes(answer.email) ? <Invited {...answer} /> : null}
      <Problem text={answer?.kind === "sudo_needed" ? answer.text : null} />
    </div>
  )
}

function Invited({ email, link, sent }: { email: string; link: string; sent: SentMail | null }) {
  if (sent === null) return <OneTimeLink title={`Send this link to ${email}`} link={link} />
  if (sent.outcome === null) {
    return <OneTimeLink title={`The invitation went to ${email} by e-mail`} link={link} />
  }
  return (
    <>
      <OneTimeLink title={`Send this link to ${email}`} link={link} />
      <Problem text={`The e-mail has not gone out yet. ${sent.text} Tenantry keeps trying.`} />
    </>
  )
}

const NO_LINK = { link: null, problem: null }

/** Creates a link for setting a new password and shows it once, for as long as it is open. */
export function PasswordLink({ memberId, isOpen }: { memberId: string; isOpen: boolean }) {
  const [answer, action] = useActionState(useSudo()(actions.makePasswordLink), NO_LINK)
  return (
    <form action={action} className="grid gap-2">
      <input type="hidden" name="memberId" value={memberId} />
      <span>
        <SubmitButton size="sm" icon={<KeyRound />}>
          New password link
        </SubmitButton>
      </span>
      {answer.link === null || !isOpen ? null : (
        <OneTimeLink title="Send them this link" link={answer.link} />
      )}
      <Problem text={answer.problem} />
    </form>
  )
}

const NO_MORE_LINKS = "they made stop working for good, and their campaigns send no more e-mails."
const LOST_BY: Record<string, string> = {
  "owner admin": "Invitations they made stop working for good.",
  "owner viewer": `Invitations and links ${NO_MORE_LINKS}`,
  "admin viewer": `Links ${NO_MORE_LINKS}`,
}

/** A member's role; Save appears after a change, and what the member loses by it. */
export function RoleForm({ memberId, name, role }: RoleFormProps) {
  const [chosen, setChosen] = useState(role)
  const [problem, setProblem] = useState<string | null>(null)
  const sudo = useSudo()
  async function save(form: FormData): Promise<void> {
    const answer = await sudo(actions.changeRole)(form)
    setProblem(answer.problem)
    if (answer.problem !== null) setChosen(role)
  }
  return (
    <form action={save} className="grid gap-1.5">
      <input type="hidden" name="memberId" value={memberId} />
      <input type="hidden" name="seen" value={role} />
      <div className="flex items-center gap-2">
        <BareSelect
          name="role"
          aria-label={`Role of ${name}`}
          options={ROLES}
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
          className="w-28"
        />
        {chosen === role ? null : <SubmitButton size="sm">Save</SubmitButton>}
      </div>
      <p aria-live="polite" className="max-w-64 text-[0.8125rem] text-muted empty:hidden">
        {LOST_BY[`${role} ${chosen}`]}
      </p>
      <Problem text={problem} />
    </form>
  )
}

/** Disables a member after a question, or enables them again. */
export function AccessButton({ memberId, name, isDisabled }: AccessButtonProps) {
  const [answer, change] = useAnswer(isDisabled ? actions.enable : actions.disable)
  return (
    <div className="grid gap-1.5">
      {isDisabled ? (
        <form action={change}>
          <input type="hidden" name="memberId" value={memberId} />
          <SubmitButton size="sm">Enable</SubmitButton>
        </form>
      ) : (
        <span>
          <ConfirmDialog
            label="Disable"
            size="sm"
            title={<Question verb="Disable" name={name} />}
            action={change}
            fields={{ memberId }}
          >
            <p>
              They are signed out everywhere now and cannot sign in until an owner enables them
              again. Invitations and links they made stop working for good, and their campaigns send
              no more e-mails. Organisations they connected stay connected.
            </p>
          </ConfirmDialog>
        </span>
      )}
      <Problem text={answer?.problem ?? null} />
    </div>
  )
}

/** Withdraws an invitation, so that its link stops working. */
export function WithdrawButton({ invitationId, email }: { invitationId: string; email: string }) {
  const [answer, withdraw] = useAnswer(actions.withdraw)
  return (
    <form action={withdraw} className="grid justify-items-start gap-1.5">
      <input type="hidden" name="invitationId" value={invitationId} />
      <SubmitButton size="sm" aria-label={`Withdraw the invitation of ${email}`}>
        Withdraw
      </SubmitButton>
      <Problem text={answer?.problem ?? null} />
    </form>
  )
}

function OneTimeLink({ title, link }: { title: string; link: string }) {
  return (
    <Banner tone="success" title={title}>
      <CopyableId text={link} what="the link" />
      <p className="text-[0.8125rem]">
        It works once, for 7 days. Copy it before you leave this page. You cannot see it again.
      </p>
    </Banner>
  )
}

type RoleFormProps = { memberId: string; name: string; role: string }
type AccessButtonProps = { memberId: string; name: string; isDisabled: boolean }
