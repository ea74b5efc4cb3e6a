"use client"

import { X } from "lucide-react"
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react"
import { Button, type ButtonProps, SubmitButton } from "@/app/_ui/forms/button"

/**
 * A modal dialog on the browser's own element: it traps the focus, closes on Escape, returns the focus, and adds no
 * inline style, which a nonce-only policy refuses. Its content exists only while it is open. The close button comes
 * last, so that the first field or Cancel gets the focus. A `held` dialog closes only through its content.
 */
export function Dialog({ open, onClose, title, held = false, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    if (open) ref.current?.showModal()
    else ref.current?.close()
  }, [open])
  function keep(event: KeyboardEvent): void {
    if (held && event.key === "Escape") event.preventDefault()
  }
  function leave(): void {
    if (held && open) ref.current?.showModal()
    else onClose()
  }
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      closedby={held ? "none" : "closerequest"}
      onKeyDown={keep}
      onClose={leave}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(32rem,calc(100vw-2rem))] overflow-y-auto overscroll-contain rounded-2xl border bg-raised p-0 text-ink shadow-float backdrop:bg-black/50"
    >
      {open ? (
        <div className="grid gap-4 p-5">
          <h2 id={titleId} className="pr-9 font-semibold text-base [overflow-wrap:anywhere]">
            {title}
          </h2>
          {children}
          {held ? null : <CloseButton onClose={onClose} />}
        </div>
      ) : null}
    </dialog>
  )
}

function CloseButton({ onClose }: { onClose: () => void }) {
  return (
    <button
      type="button"
      aria-label="Close"
      onClick={onClose}
      className="absolute top-4 right-4 grid size-8 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink"
    >
      <X className="size-4" />
    </button>
  )
}

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

/** The row of buttons at the foot of a dialog: Cancel first, the action last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2 pt-1">{children}</div>
}

/** The same for a dialog that holds a form: it can be cancelled or sent. */
export function DialogFormActions({ onCancel, ...rest }: ButtonProps & { onCancel: () => void }) {
  return (
    <DialogActions>
      <Button onClick={onCancel}>Cancel</Button>
      <SubmitButton tone="primary" {...rest} />
    </DialogActions>
  )
}

type DialogProps = {
  open: boolean
  onClose: () => void
  title: ReactNode
  held?: boolean
  children: ReactNode
}
/** How a button looks that opens a dialog. */
export type DialogButtonLook = {
  label: string
  /** Where the label alone does not say what it is about. */
  ariaLabel?: string
} & Pick<ButtonProps, "tone" | "size" | "icon" | "disabled">
type DialogButtonProps = DialogButtonLook & {
  title: ReactNode
  children: (close: () => void) => ReactNode
}
