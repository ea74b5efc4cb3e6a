"use client"

import { AnswerLine } from "@/app/_ui/content/answer-line"
import { Field } from "@/app/_ui/forms/field"
import { DialogButton, DialogFormActions } from "@/app/_ui/overlays/dialog"
import { changeReference } from "@/app/links/actions"
import { useFormAction } from "@/app/sudo/use-form-action"

/** A button that opens a dialog to change the name by which programs know the organisation. */
export function ReferenceButton({ tenantId, reference }: ReferenceButtonProps) {
  return (
    <DialogButton
      label="Change"
      ariaLabel="Change the reference"
      size="sm"
      tone="quiet"
      title="Reference of the organisation"
    >
      {(close) => <ReferenceForm tenantId={tenantId} reference={reference} onClose={close} />}
    </DialogButton>
  )
}

function ReferenceForm({ tenantId, reference, onClose }: ReferenceFormProps) {
  const { answer, formErrors, pending, submit } = useFormAction(changeReference, (given) => {
    if (given.kind === "done") onClose()
  })
  return (
    <form method="post" onSubmit={submit} className="grid gap-4">
      <input type="hidden" name="tenantId" value={tenantId} />
      <Field
        label="Reference"
        name="reference"
        hint="For example a customer number. Programs can find the organisation by it. Leave it empty to remove it."
        autoComplete="off"
        defaultValue={reference ?? ""}
        maxLength={200}
        error={formErrors.reference}
      />
      <AnswerLine answer={answer} />
      <DialogFormActions onCancel={onClose} pending={pending}>
        Save
      </DialogFormActions>
    </form>
  )
}

type ReferenceButtonProps = { tenantId: string; reference: string | null }
type ReferenceFormProps = ReferenceButtonProps & { onClose: () => void }
