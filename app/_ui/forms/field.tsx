import { CircleAlert } from "lucide-react"
import { type ComponentProps, type ReactNode, useId } from "react"
import { cx } from "@/app/_ui/content/cx"

/** How every text box and select looks. */
export const CONTROL_LOOK =
  "block w-full min-h-9 rounded-lg border border-edge bg-surface px-3 py-1.5 text-sm text-ink " +
  "placeholder:text-muted disabled:bg-sunken disabled:text-muted aria-invalid:border-danger"

/** A labelled text box with its hint and, once the answer was refused, what is wrong with it. */
export function Field({ label, hint, error, className, ...rest }: FieldProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <input
        {...rest}
        id={id}
        className={cx(CONTROL_LOOK, className)}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, { hint, error })}
      />
    </Labelled>
  )
}

/** Label above, hint and error below whatever control carries `id`. */
export function Labelled({ id, label, hint, error, children }: LabelledProps) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children}
      {hint ? (
        <p id={`${id}-hint`} className="text-[0.8125rem] text-muted">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-[0.8125rem] text-danger">
          <CircleAlert className="mt-0.5 size-3.5 shrink-0" />
          {error}
        </p>
      ) : null}
    </div>
  )
}

/** The ids of the texts that `Labelled` puts under a control, for `aria-describedby`. */
export function describedBy(id: string, texts: Texts): string | undefined {
  const ids = [texts.hint ? `${id}-hint` : "", texts.error ? `${id}-error` : ""]
  return ids.filter(Boolean).join(" ") || undefined
}

type Texts = { hint?: ReactNode; error?: ReactNode }
type LabelledProps = Texts & { id: string; label: ReactNode; children: ReactNode }
type FieldProps = ComponentProps<"input"> & Texts & { label: ReactNode }
