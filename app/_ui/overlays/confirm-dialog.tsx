"use client"

import { Trash2 } from "lucide-react"
import { type ReactNode, useId, useState } from "react"
import { CONTROL_LOOK } from "@/app/_ui/forms/field"
import { HiddenFields } from "@/app/_ui/forms/hidden-fields"
import { DialogButton, type DialogButtonLook, DialogFormActions } from "@/app/_ui/overlays/dialog"

/**
 * A button that asks before it submits `action` with `fields`. `children` say what will happen. With `typed`, the
 * reader must type those words first. The dialog closes when the action has answered.
 */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { label, tone, size, icon, disabled, title } = props
  return (
    <DialogButton {...{ label, tone, size, icon, disabled, title }}>
      {(close) => <ConfirmForm {...props} onClose={close} />}
    </DialogButton>
  )
}

/** The same for what is removed from a list or a page: a small button in the colour of danger. */
export function RemoveDialog({ label = "Remove", ...rest }: RemoveDialogProps) {
  const icon = <Trash2 />
  return <ConfirmDialog {...rest} label={label} size="sm" tone="danger-outline" icon={icon} />
}

function ConfirmForm(props: ConfirmDialogProps & { onClose: () => void }) {
  const [words, setWords] = useState("")
  const ready = props.typed === undefined || words.trim() === props.typed

  async function act(form: FormData): Promise<void> {
    await props.action(form)
    props.onClose()
  }
  return (
    <form action={act} className="grid gap-4">
      {props.fields ? <HiddenFields of={props.fields} /> : null}
      <div className="grid gap-2 text-muted [overflow-wrap:anywhere] [&_strong]:font-semibold [&_strong]:text-ink [&_ul]:list-disc [&_ul]:pl-5">
        {props.children}
      </div>
      {props.typed === undefined ? null : (
        <TypedWords words={props.typed} value={words} onChange={setWords} />
      )}
      <DialogFormActions onCancel={props.onClose} tone="danger" disabled={!ready}>
        {props.confirmLabel ?? props.label}
      </DialogFormActions>
    </form>
  )
}

function TypedWords({ words, value, onChange }: TypedWordsProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm">
        Type <strong className="font-semibold">{words}</strong> to confirm
      </label>
      <input
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete="off"
        spellCheck={false}
        className={CONTROL_LOOK}
      />
    </div>
  )
}

type TypedWordsProps = { words: string; value: string; onChange: (value: string) => void }
type ConfirmDialogProps = Omit<DialogButtonLook, "ariaLabel"> & {
  title: ReactNode
  /** What the button in the dialog says; without it, the same as the one that opens it. */
  confirmLabel?: string
  action: (form: FormData) => void | Promise<void>
  fields?: Record<string, string>
  typed?: string
  children: ReactNode
}
type RemoveDialogProps = Omit<ConfirmDialogProps, "label" | "size" | "tone" | "icon"> & {
  label?: string
}
