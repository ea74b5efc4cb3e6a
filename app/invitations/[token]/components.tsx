"use client"

import { useActionState } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { SubmitButton } from "@/app/_ui/forms/button"
import { Field } from "@/app/_ui/forms/field"
import { NewPasswordField } from "@/app/_ui/forms/new-password-field"
import { type AcceptAnswer, accept } from "@/app/invitations/[token]/actions"

const NOTHING: AcceptAnswer = { isGone: false, formErrors: {}, name: "" }

/** Name and password of a new member; only the password for a member who resets it. */
export function AcceptForm({ token, email, memberName }: AcceptFormProps) {
  const [{ isGone, formErrors, name }, action] = useActionState(accept, NOTHING)
  return (
    <form action={action} className="grid gap-4">
      {isGone ? (
        <Banner tone="danger" title="This link no longer works">
          Someone used or withdrew it in the meantime. Ask for a new one.
        </Banner>
      ) : null}
      <input type="hidden" name="token" value={token} />
      <Field
        label="Email"
        type="email"
        autoComplete="username"
        value={email}
        readOnly
        className="bg-sunken text-muted"
      />
      {memberName === null ? (
        <Field
          key={name}
          label="Your name"
          name="name"
          autoComplete="name"
          defaultValue={name}
          required
          maxLength={100}
          error={formErrors.name}
        />
      ) : (
        <input type="hidden" name="name" value={memberName} />
      )}
      <NewPasswordField
        label={memberName === null ? "Password" : "New password"}
        name="password"
        hint="12 characters or more"
        error={formErrors.password}
        known={[email]}
      />
      <SubmitButton tone="primary">
        {memberName === null ? "Join" : "Set new password"}
      </SubmitButton>
    </form>
  )
}

type AcceptFormProps = { token: string; email: string; memberName: string | null }
