"use client"

import { Send } from "lucide-react"
import { Name } from "@/app/_ui/content/name"
import { Problem } from "@/app/_ui/content/problem"
import type { ButtonSize, ButtonTone } from "@/app/_ui/forms/button-look"
import { DialogButton, DialogFormActions } from "@/app/_ui/overlays/dialog"
import { makeLink } from "@/app/links/actions"
import { useGivenAddress } from "@/app/links/given-address"
import { LinkFields, type LinkFieldsProps } from "@/app/links/link-fields"
import { useFormAction } from "@/app/sudo/use-form-action"

/** A button that opens a dialog to make a link, which then shows the link once. */
export function LinkDialog(props: LinkDialogProps) {
  const { organisation, label, tone, size, disabled } = props
  return (
    <DialogButton
      {...{ label, tone, size, disabled }}
      icon={<Send />}
      title={
        organisation === null ? (
          "A link for a new organisation"
        ) : (
          <>
            A link for <Name>{organisation.name}</Name>
          </>
        )
      }
    >
      {(close) => <LinkForm {...props} onClose={close} />}
    </DialogButton>
  )
}

function LinkForm(props: LinkDialogProps & { onClose: () => void }) {
  const show = useGivenAddress()
  const { answer, formErrors, pending, submit } = useFormAction(makeLink, (made) => {
    if (made.kind !== "given") return
    props.onClose()
    show(made)
  })
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <LinkFields {...props} formErrors={formErrors} />
      <Problem text={answer?.kind === "refused" ? answer.text : null} />
      <DialogFormActions onCancel={props.onClose} pending={pending}>
        Make the link
      </DialogFormActions>
    </form>
  )
}

type LinkDialogProps = Omit<LinkFieldsProps, "formErrors"> & {
  label: string
  tone?: ButtonTone
  size?: ButtonSize
  disabled?: boolean
}
