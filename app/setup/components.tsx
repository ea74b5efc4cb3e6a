"use client"

import { useActionState } from "react"
import { SubmitButton } from "@/app/_ui/forms/button"
import { Field } from "@/app/_ui/forms/field"
import { NewPasswordField } from "@/app/_ui/forms/new-password-field"
import { createOwner, type SetupAnswer } from "@/app/setup/actions"

const NOTHING: SetupAnswer = { formErrors: {}, name: "", email: "" }

/** Name, e-mail and password of the first owner. */
export function SetupForm({ code }: { code: string }) {
  const [{ formErrors, name, email }, action] = useActionState(createOwner, NOTHING)
  return (
    <form action={action} className="grid gap-4">
      <input type="hidden" name="code" value={code} />
      <Field
        key={`name ${name}`}
        label="Your name"
        name="name"
        autoComplete="name"
        defaultValue={name}
        required
        maxLength={100}
        error={formErrors.name}
      />
      <Field
        key={`email ${email}`}
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        required
        maxLength={320}
        error={formErrors.email}
      />
      <NewPasswordField
        label="Password"
        name="password"
        hint="12 characters or more"
        error={formErrors.password}
      />
      <SubmitButton tone="primary">Create owner</SubmitButton>
    </form>
  )
}
