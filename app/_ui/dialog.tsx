"use client"

import { X } from "lucide-react"
import { type ReactNode, useEffect, useId, useRef } from "react"

/**
 * A modal dialog on the browser's own element: it traps the focus, closes on Escape, gives the focus back, and needs no
 * style of its own making that a nonce-only policy would refuse. Its content lives only while it is open.
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
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(32rem,calc(100vw-2rem))] overflow-y-auto rounded-2xl border bg-raised p-0 text-ink shadow-float backdrop:bg-black/50"
    >
      {open ? (
        <div className="grid gap-4 p-5">
          <div className="flex items-start justify-between gap-4">
            <h2 id={titleId} className="min-w-0 font-semibold text-base">
              {title}
            </h2>
            <button
              type="button"
              aria-label="Close"
              onClick={onClose}
              className="-mt-1 -mr-1 grid size-8 shrink-0 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </button>
          </div>
          {children}
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
