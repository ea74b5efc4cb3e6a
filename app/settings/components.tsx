"use client"

import Link from "next/link"
import { usePathname } from "next/navigation"
import { useActionState } from "react"
import { AnswerLine } from "@/app/_ui/content/answer-line"
import { cx } from "@/app/_ui/content/cx"
import { SubmitButton } from "@/app/_ui/forms/button"
import { Field } from "@/app/_ui/forms/field"
import { NewPasswordField } from "@/app/_ui/forms/new-password-field"
import { changeEmail, changeName, changePassword, type FormAnswer } from "@/app/settings/actions"
import { useSudo } from "@/app/sudo/components"

const TABS = [
  { href: "/settings", label: "Account" },
  { href: "/settings/members", label: "Members" },
  { href: "/settings/alerts", label: "Alerts" },
  { href: "/settings/mail", label: "Mail" },
  { href: "/settings/links", label: "Links" },
  { href: "/settings/sign-in", label: "Sign-in" },
  { href: "/settings/xero-app", label: "Xero apps" },
  { href: "/settings/keys", label: "Keys" },
]

/** Navigation between the settings pages. */
export function SettingsTabs() {
  const path = usePathname()
  return (
    <nav aria-label="Settings" className="flex flex-wrap gap-x-5 border-b">
      {TABS.map(({ href, label }) => (
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
  const [answer, action] = useActionState(changeName, { kind: "waiting" })
  return (
    <form action={action} className="grid gap-3">
      <Field
        key={name}
        label="Name"
        name="name"
        autoComplete="name"
        defaultValue={name}
        required
        maxLength={100}
        error={errorOf(answer, "name")}
      />
      <Foot answer={answer}>Save name</Foot>
    </form>
  )
}

/** The member's own password. */
export function PasswordForm({ email, name }: { email: string; name: string }) {
  const [answer, action] = useActionState(useSudo()(changePassword), { kind: "waiting" })
  return (
    <form action={action} className="grid gap-3">
      {/* A password manager needs to know whose password this is. */}
      <input type="hidden" autoComplete="username" value={email} />
      <NewPasswordField
        label="New password"
        name="next"
        hint="12 characters or more. This signs out your other browsers."
        error={errorOf(answer, "next")}
        known={[email, name]}
      />
      <Foot answer={answer}>Change password</Foot>
    </form>
  )
}

/** Asks for another e-mail address. */
export function EmailForm() {
  const [answer, action] = useActionState(useSudo()(changeEmail), { kind: "waiting" })
  return (
    <form action={action} className="grid gap-3">
      <Field
        label="New e-mail address"
        name="email"
        type="email"
        autoComplete="email"
        defaultValue={"email" in answer ? answer.email : ""}
        key={"email" in answer ? answer.email : ""}
        required
        maxLength={320}
        hint="It counts once it is confirmed. With a mail server, the old address gets a message."
        error={errorOf(answer, "email")}
      />
      <Foot answer={answer}>Change e-mail address</Foot>
    </form>
  )
}

function Foot({ answer, children }: { answer: FormAnswer; children: string }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <SubmitButton>{children}</SubmitButton>
      <AnswerLine answer={answer} />
    </div>
  )
}

function errorOf(answer: FormAnswer, name: string): string | undefined {
  return "formErrors" in answer ? answer.formErrors[name] : undefined
}
