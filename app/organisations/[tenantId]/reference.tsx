"use client"

import { useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { Button, SubmitButton } from "@/app/_ui/forms/button"
import { Field } from "@/app/_ui/forms/field"
import { Dialog, DialogActions } from "@/app/_ui/overlays/dialog"
import { changeReference } from "@/app/links/actions"
import { useSudo } from "@/app/sudo/components"

/** A button that opens a dialog to change what programs tell the organisation apart by. */
export function ReferenceButton({ tenantId, reference }: ReferenceButtonProps) {
  const sudo = useSudo()
  const [open, setOpen] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  async function change(form: FormData): Promise<void> {
    const answer = await sudo(changeReference)(form)
    setProblem(answer.problem)
    if (answer.problem === null) setOpen(false)
  }
  return (
    <>
      <Button
        size="sm"
        tone="quiet"
        aria-haspopup="dialog"
        aria-label="Change the reference"
        onClick={() => setOpen(true)}
      >
        Change
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Reference of the organisation">
        <form action={change} className="grid gap-4">
          <input type="hidden" name="tenantId" value={tenantId} />
          <Field
            label="Reference"
            name="reference"
            hint="A customer number, for example. Programs find the organisation by it. Empty takes it away."
            autoComplete="off"
            defaultValue={reference ?? ""}
            maxLength={200}
          />
          <Problem text={problem} />
          <DialogActions>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <SubmitButton tone="primary">Save</SubmitButton>
          </DialogActions>
        </form>
      </Dialog>
    </>
  )
}

type ReferenceButtonProps = { tenantId: string; reference: string | null }
