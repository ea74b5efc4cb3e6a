"use client"

import { X } from "lucide-react"
import { type ReactNode, useEffect, useId, useRef } from "react"

/**
 * A modal dialog on the browser's own element: it traps the focus, closes on Escape, gives the focus back, and needs no
 * style of its own making that a nonce-only policy would refuse. Its content lives only while it is open; the close
 * button comes last in it, so that the first field or the way back has the focus.
 */
export function Dialog({ open, onClose, title, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    if (open) ref.current?.showModal()
    else ref.current?.close()
  }, [open])
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={onClose}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(32rem,calc(100vw-2rem))] overflow-y-auto overscroll-contain rounded-2xl border bg-raised p-0 text-ink shadow-float backdrop:bg-black/50"
    >
      {open ? (
        <div className="grid gap-4 p-5">
          <h2 id={titleId} className="pr-9 font-semibold text-base [overflow-wrap:anywhere]">
            {title}
          </h2>
          {children}
          <button
            type="button"
            aria-label="Close"
            onClick={onClose}
            className="absolute top-4 right-4 grid size-8 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </button>
        </div>
      ) : null}
    </dialog>
  )
}

/** The row of buttons at a dialog's foot: the way back first, the deed last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2 pt-1">{children}</div>
}

type DialogProps = {
  open: boolean
  onClose: () => void
  title: ReactNode
  children: ReactNode
}
