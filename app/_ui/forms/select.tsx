import { ChevronDown } from "lucide-react"
import { type ComponentProps, type ReactNode, useId } from "react"
import { cx } from "@/app/_ui/content/cx"
import { CONTROL_LOOK, describedBy, Labelled } from "@/app/_ui/forms/field"
import { isolate } from "@/lib/format"

/** A labelled choice among a few; the platform's own list, so it works with every keyboard and screen. */
export function Select({ label, hint, error, ...rest }: SelectProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <BareSelect
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, { hint, error })}
      />
    </Labelled>
  )
}

/** The choice without a visible label; give it an `aria-label`. */
export function BareSelect({ options, className, ...rest }: BareSelectProps) {
  return (
    <span className={cx("relative block", className)}>
      <select {...rest} className={cx(CONTROL_LOOK, "appearance-none pr-9")}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {isolate(option.label)}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  )
}

type BareSelectProps = ComponentProps<"select"> & { options: readonly SelectOption[] }
type SelectProps = BareSelectProps & { label: ReactNode; hint?: ReactNode; error?: ReactNode }
export type SelectOption = { value: string; label: string }
