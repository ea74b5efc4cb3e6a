"use client"

import { type ReactNode, useState } from "react"
import { Button } from "@/app/_ui/forms/button"
import type { ButtonSize, ButtonTone } from "@/app/_ui/forms/button-look"
import { Dialog } from "@/app/_ui/overlays/dialog"

/** A button that opens a dialog. `children` make its content, which is given how to close it. */
export function DialogButton({ label, ariaLabel, title, children, ...look }: DialogButtonProps) {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button {...look} aria-haspopup="dialog" aria-label={ariaLabel} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog open={open} onClose={close} title={title}>
        {children(close)}
      </Dialog>
    </>
  )
}

/** How a button looks that opens a dialog. */
export type DialogButtonLook = {
  label: string
  /** Where the label alone does not say what it is about. */
  ariaLabel?: string
  tone?: ButtonTone
  size?: ButtonSize
  icon?: ReactNode
  disabled?: boolean
}
type DialogButtonProps = DialogButtonLook & {
  title: ReactNode
  children: (close: () => void) => ReactNode
}
