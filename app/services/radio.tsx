import { type ReactNode, useId } from "react"

/** A radio button with its label and an optional hint. */
export function Radio({ name, label, hint, checked, onChoose }: RadioProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-2.5">
      <input
        id={id}
        type="radio"
        name={name}
        checked={checked}
        onChange={onChoose}
        className="mt-0.5 size-4 shrink-0 accent-accent-solid"
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
      <div>
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-[0.8125rem] text-muted">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  )
}

type RadioProps = {
  name: string
  label: ReactNode
  hint?: ReactNode
  checked: boolean
  onChoose: () => void
}
