"use client"

import { useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { Field } from "@/app/_ui/forms/field"
import { DialogButton, DialogFormActions } from "@/app/_ui/overlays/dialog"
import { changeReference } from "@/app/links/actions"
import { useSudo } from "@/app/sudo/components"

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
  const sudo = useSudo()
  const [problem, setProblem] = useState<string | null>(null)
  async function change(form: FormData): Promise<void> {
    const answer = await sudo(changeReference)(form)
    setProblem(answer.problem)
    if (answer.problem === null) onClose()
  }
  return (
    <form action={change} className="grid gap-4">
      <input type="hidden" name="tenantId" value={tenantId} />
      <Field
        label="Reference"
        name="reference"
        hint="For example a customer number. Programs can find the organisation by it. Leave it empty to remove it."
        autoComplete="off"
        defaultValue={reference ?? ""}
        maxLength={200}
      />
      <Problem text={problem} />
      <DialogFormActions onCancel={onClose}>Save</DialogFormActions>
    </form>
  )
}

type ReferenceButtonProps = { tenantId: string; reference: string | null }
type ReferenceFormProps = ReferenceButtonProps & { onClose: () => void }
