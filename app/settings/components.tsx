"use client"

import Link from "next/link"
import { usePathname } from "next/navigation"
import { useRef } from "react"
import { AnswerLine } from "@/app/_ui/content/answer-line"
import { cx } from "@/app/_ui/content/cx"
import { SubmitButton } from "@/app/_ui/forms/button"
import { Field } from "@/app/_ui/forms/field"
import { NewPasswordField } from "@/app/_ui/forms/new-password-field"
import { changeEmail, changeName, changePassword, type FormAnswer } from "@/app/settings/actions"
import { useFormAction } from "@/app/sudo/use-form-action"

const TABS: { href: string; label: string; isForOwners?: true }[] = [
  { href: "/settings", label: "Account" },
  { href: "/settings/members", label: "Members" },
  { href: "/settings/alerts", label: "Alerts" },
  { href: "/settings/mail", label: "Mail" },
  { href: "/settings/links", label: "Links" },
  { href: "/settings/sign-in", label: "Sign-in" },
  { href: "/settings/xero-app", label: "Xero apps" },
  { href: "/settings/keys", label: "Keys", isForOwners: true },
]

/** Navigation between the settings pages that the member may see. */
export function SettingsTabs({ isOwner }: { isOwner: boolean }) {
  const path = usePathname()
  return (
    <nav aria-label="Settings" className="flex flex-wrap gap-x-5 border-b">
      {TABS.filter((one) => isOwner || !one.isForOwners).map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? "page" : undefined}
          className={cx(
            "border-b-2 py-2 font-medium text-sm",
            path === href
              ? "border-accent text-ink"
              : "border-transparent text-muted hover:text-ink",
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}

/** The member's own name. */
export function NameForm({ name }: { name: string }) {
  const { answer, formErrors, pending, submit } = useFormAction(changeName)
  return (
    <form method="post" onSubmit={submit} className="grid gap-3">
      <Field
        key={name}
        label="Name"
        name="name"
        autoComplete="name"
        defaultValue={name}
        required
        maxLength={100}
        error={formErrors.name}
      />
      <Foot answer={answer} pending={pending}>
        Save name
      </Foot>
    </form>
  )
}

/** The member's own password. */
export function PasswordForm({ email, name }: { email: string; name: string }) {
  const { form, answer, formErrors, pending, submit } = useEmptiedForm(changePassword)
  return (
    <form ref={form} method="post" onSubmit={submit} className="grid gap-3">
      {/* A password manager needs to know whose password this is. */}
      <input type="hidden" autoComplete="username" value={email} />
      <NewPasswordField
        label="New password"
        name="next"
        hint="12 characters or more. This signs out your other browsers."
        error={formErrors.next}
        known={[email, name]}
      />
      <Foot answer={answer} pending={pending}>
        Change password
      </Foot>
    </form>
  )
}

/** Asks for another e-mail address. */
export function EmailForm() {
  const { form, answer, formErrors, pending, submit } = useEmptiedForm(changeEmail)
  return (
    <form ref={form} method="post" onSubmit={submit} className="grid gap-3">
      <Field
        label="New e-mail address"
        name="email"
        type="email"
        autoComplete="email"
        required
        maxLength={320}
        hint="It counts once it is confirmed. With a mail server, the old address gets a message."
        error={formErrors.email}
      />
      <Foot answer={answer} pending={pending}>
        Change e-mail address
      </Foot>
    </form>
  )
}

/** A form that is emptied once what it held is done; a refusal leaves it as it was typed. */
function useEmptiedForm(action: (form: FormData) => Promise<FormAnswer>) {
  const form = useRef<HTMLFormElement>(null)
  const state = useFormAction(action, (given) => {
    if (given.kind === "done") form.current?.reset()
  })
  return { form, ...state }
}

function Foot({ answer, pending, children }: FootProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <SubmitButton pending={pending}>{children}</SubmitButton>
      <AnswerLine answer={answer} />
    </div>
  )
}

type FootProps = { answer: FormAnswer | null; pending: boolean; children: string }
