import { type ComponentProps, type ReactNode, useId } from "react"
import { cx } from "@/app/_ui/content/cx"

/** A box to tick, with its label and an optional hint beside it. */
export function Checkbox(props: TickProps) {
  return <Tick {...props} type="checkbox" className="rounded" />
}

/** A radio button with its label and an optional hint. */
export function Radio(props: TickProps) {
  return <Tick {...props} type="radio" />
}

function Tick({ label, hint, className, ...rest }: ComponentProps<"input"> & TickProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-2.5">
      <input
        {...rest}
        id={id}
        className={cx("mt-0.5 size-4 shrink-0 accent-accent-solid", className)}
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

type TickProps = Omit<ComponentProps<"input">, "type" | "className"> & {
  label: ReactNode
  hint?: ReactNode
}
