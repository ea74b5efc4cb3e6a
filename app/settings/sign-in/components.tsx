"use client"

import { PlugZap } from "lucide-react"
import { AnswerLine } from "@/app/_ui/content/answer-line"
import { Button, SubmitButton } from "@/app/_ui/forms/button"
import { Select } from "@/app/_ui/forms/select"
import { RemoveDialog } from "@/app/_ui/overlays/confirm-dialog"
import { limitPasswords, removeSso, saveSso, testSso } from "@/app/settings/sign-in/actions"
import { type EnteredSso, SsoFields } from "@/app/settings/sign-in/sso-fields"
import { useAnswer } from "@/app/sudo/use-answer"
import { useFormAction } from "@/app/sudo/use-form-action"

/** Where members sign in and who may come; *Test* asks the issuer that is entered. */
export function SsoForm({ stored }: { stored: EnteredSso | null }) {
  const { answer, formErrors, pending, submit } = useFormAction((form) =>
    form.get("act") === "test" ? testSso(form) : saveSso(form),
  )
  return (
    <form method="post" onSubmit={submit} className="grid gap-5" noValidate>
      <SsoFields key={stored?.seen} stored={stored} formErrors={formErrors} />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" name="act" value="save" tone="primary" pending={pending}>
          Save
        </Button>
        <Button type="submit" name="act" value="test" icon={<PlugZap />} pending={pending}>
          Test
        </Button>
      </div>
      {/* What was saved may have been removed since. */}
      <AnswerLine answer={answer?.kind === "saved" && stored === null ? null : answer} />
    </form>
  )
}

/** Ends single sign-on after a question. */
export function RemoveSso({ name }: { name: string }) {
  const [answer, remove] = useAnswer(removeSso)
  return (
    <div className="grid justify-items-start gap-2">
      <RemoveDialog title={`Remove ${name}?`} action={() => remove()}>
        <p>
          Nobody can sign in with {name} any more, and everybody with a password can use it again.
          Members without one need a link from an owner. Nobody is signed out.
        </p>
      </RemoveDialog>
      <AnswerLine answer={answer} />
    </div>
  )
}

/** Who may use a password. */
export function PasswordsForm({ owners, emergencyOwnerId }: PasswordsFormProps) {
  const { answer, pending, submit } = useFormAction(limitPasswords)
  const options = [
    { value: "", label: "Everybody who has one" },
    ...owners.map(({ id, name, email }) => ({ value: id, label: `Only ${name} (${email})` })),
  ]
  return (
    <form method="post" onSubmit={submit} className="grid gap-3">
      <Select
        key={emergencyOwnerId ?? ""}
        label="Who may sign in with a password"
        name="emergencyOwnerId"
        options={options}
        defaultValue={emergencyOwnerId ?? ""}
        hint="One owner keeps a password for the day when the issuer is down. Keep it in a safe place."
      />
      <span>
        <SubmitButton pending={pending}>Save</SubmitButton>
      </span>
      <AnswerLine answer={answer} />
    </form>
  )
}

type PasswordsFormProps = {
  owners: { id: string; name: string; email: string }[]
  emergencyOwnerId: string | null
}
