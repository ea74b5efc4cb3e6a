"use client"

import { AnswerLine } from "@/app/_ui/content/answer-line"
import { SubmitButton } from "@/app/_ui/forms/button"
import { Select } from "@/app/_ui/forms/select"
import { requireSecondFactor } from "@/app/settings/sign-in/actions"
import { useFormAction } from "@/app/sudo/use-form-action"

/** Which members need a second factor. */
export function SecondFactorForm({ of }: { of: string }) {
  const { answer, pending, submit } = useFormAction(requireSecondFactor)
  return (
    <form method="post" onSubmit={submit} className="grid justify-items-start gap-3">
      <Select
        key={of}
        label="Who needs a second factor"
        name="of"
        options={CHOICES}
        defaultValue={of}
        hint="From their next sign-in on. Members without one must set one up before they do anything else. With single sign-on, this is up to the issuer."
      />
      <SubmitButton pending={pending}>Save</SubmitButton>
      <AnswerLine answer={answer} />
    </form>
  )
}

const CHOICES = [
  { value: "", label: "Nobody" },
  { value: "owner", label: "Owners" },
  { value: "admin", label: "Owners and admins" },
  { value: "viewer", label: "Everyone" },
]
