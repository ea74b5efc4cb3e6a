"use client"

import { useId } from "react"
import { AnswerLine } from "@/app/_ui/content/answer-line"
import { SubmitButton } from "@/app/_ui/forms/button"
import { Checkbox } from "@/app/_ui/forms/checkbox"
import { CONTROL_LOOK, Field, Labelled } from "@/app/_ui/forms/field"
import { saveLinkSettings } from "@/app/settings/links/actions"
import { useFormAction } from "@/app/sudo/use-form-action"

/** How links present themselves and what they may do. */
export function LinkSettingsForm({ settings, isOwner }: LinkSettingsFormProps) {
  const { answer, formErrors, pending, submit } = useFormAction(saveLinkSettings)
  return (
    <form onSubmit={submit} className="grid max-w-xl gap-4" noValidate>
      <fieldset key={settings.seen} disabled={!isOwner} className="grid gap-4">
        <input type="hidden" name="seen" value={settings.seen} />
        <Field
          label="Who asks"
          name="askerName"
          hint="The name of your firm or product, at the top of the page of a link."
          defaultValue={settings.askerName ?? ""}
          maxLength={100}
          error={formErrors.askerName}
        />
        <Field
          label="Whom to ask"
          name="contact"
          hint="An e-mail address or telephone number, at the foot of the page of a link."
          defaultValue={settings.contact ?? ""}
          maxLength={200}
          error={formErrors.contact}
        />
        <Origins origins={settings.returnOrigins} error={formErrors.returnOrigins} />
        <Checkbox
          name="holdsNew"
          defaultChecked={settings.holdsNew}
          label="New organisations wait for an admin’s approval before services that reach all organisations may read them"
        />
      </fieldset>
      {isOwner ? (
        <div className="flex items-center gap-3">
          <SubmitButton tone="primary" pending={pending}>
            Save
          </SubmitButton>
          <AnswerLine answer={answer} />
        </div>
      ) : null}
    </form>
  )
}

function Origins({ origins, error }: { origins: string[]; error?: string }) {
  const id = useId()
  return (
    <Labelled
      id={id}
      label="Sites that a link may lead back to"
      hint="One a line, such as https://shop.example. A link that names another site is refused."
      error={error}
    >
      <textarea
        id={id}
        name="returnOrigins"
        rows={3}
        defaultValue={origins.join("\n")}
        className={CONTROL_LOOK}
      />
    </Labelled>
  )
}

type LinkSettingsFormProps = {
  settings: {
    askerName: string | null
    contact: string | null
    returnOrigins: string[]
    holdsNew: boolean
    seen: string
  }
  isOwner: boolean
}
