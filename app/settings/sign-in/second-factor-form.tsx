"use client"

import { useActionState } from "react"
import { AnswerLine } from "@/app/_ui/content/answer-line"
import { SubmitButton } from "@/app/_ui/forms/button"
import { Select } from "@/app/_ui/forms/select"
import { requireSecondFactor } from "@/app/settings/sign-in/actions"
import { useSudo } from "@/app/sudo/components"

/** Which members need a second factor. */
export function SecondFactorForm({ of }: { of: string }) {
  const [answer, action] = useActionState(useSudo()(requireSecondFactor), { kind: "waiting", of })
  return (
    <form action={action} className="grid justify-items-start gap-3">
      <Select
        key={answer.of}
        label="Who needs a second factor"
        name="of"
        options={CHOICES}
        defaultValue={answer.of}
        hint="From their next sign-in on. Members without one must set one up before they do anything else. With single sign-on, this is up to the issuer."
      />
      <SubmitButton>Save</SubmitButton>
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
