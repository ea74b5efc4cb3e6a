"use client"

import { type ReactNode, useCallback, useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { Button } from "@/app/_ui/forms/button"
import { Dialog, DialogFormActions } from "@/app/_ui/overlays/dialog"
import type { ServiceAnswer } from "@/app/services/actions"
import { NewSecret } from "@/app/services/new-secret"
import { useFormAction } from "@/app/sudo/use-form-action"

/** A button that asks before a service gets more access. A new secret is shown once. */
export function AccessDialog(props: AccessDialogProps) {
  const [open, setOpen] = useState(false)
  const [clientSecret, setClientSecret] = useState<string | null>(null)
  const close = () => setOpen(false)
  const forget = useCallback(() => setClientSecret(null), [])
  return (
    <>
      <Button
        size={props.size}
        icon={props.icon}
        disabled={props.disabled}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {props.label}
      </Button>
      <Dialog open={open} onClose={close} title={props.title}>
        <AccessForm {...props} onClose={close} onSecret={setClientSecret} />
      </Dialog>
      {clientSecret === null ? null : (
        <NewSecret
          serviceId={props.serviceId}
          clientSecret={clientSecret}
          tokenUrl={props.tokenUrl}
          onStored={forget}
        />
      )}
    </>
  )
}

function AccessForm({ action, serviceId, label, children, onClose, onSecret }: FormProps) {
  const { answer, pending, submit } = useFormAction(action, (given) => {
    if (given.kind === "done" || given.kind === "secret") onClose()
    if (given.kind === "secret") onSecret(given.clientSecret)
  })
  return (
    <form method="post" onSubmit={submit} className="grid gap-4" noValidate>
      <input type="hidden" name="serviceId" value={serviceId} />
      <div className="grid gap-2 text-muted">
        {children}
        <p>Every owner is notified.</p>
      </div>
      <Problem text={answer !== null && "text" in answer ? answer.text : null} />
      <DialogFormActions onCancel={onClose} pending={pending}>
        {label}
      </DialogFormActions>
    </form>
  )
}

type AccessDialogProps = {
  action: (form: FormData) => Promise<ServiceAnswer>
  serviceId: string
  tokenUrl: string
  label: string
  title: ReactNode
  icon?: ReactNode
  size?: "sm" | "md"
  disabled?: boolean
  children: ReactNode
}
type FormProps = AccessDialogProps & {
  onClose: () => void
  onSecret: (clientSecret: string) => void
}
