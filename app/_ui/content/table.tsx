import { Children, type ComponentProps, type ReactNode } from "react"
import { cx } from "@/app/_ui/content/cx"

/**
 * A table that turns into a stack of cards on a narrow screen: the same rows, no sideways scrolling, and the head is only
 * heard. `head` holds the headings; one that is false is left out.
 */
export function Table({ label, head, children }: TableProps) {
  return (
    <table aria-label={label} className="block w-full border-collapse text-left md:table">
      <thead className="max-md:sr-only">
        <tr className="border-b bg-sunken/60">
          {Children.toArray(head).map((one) =>
            typeof one === "string" ? <Heading key={one}>{one}</Heading> : one,
          )}
        </tr>
      </thead>
      <tbody className="block md:table-row-group">{children}</tbody>
    </table>
  )
}

/** The heading of a column that needs more than its words. */
export function Heading({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      {...rest}
      className={cx(
        "whitespace-nowrap px-4 py-2 font-medium text-muted text-xs first:sm:pl-5 last:sm:pr-5",
        className,
      )}
    />
  )
}

/** One row; a `RowLink` inside makes the whole of it a target. */
export function Row({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      {...rest}
      className={cx(
        "relative grid gap-1.5 border-b px-4 py-3.5 transition-colors last:border-b-0 hover:bg-hover md:table-row md:p-0",
        className,
      )}
    />
  )
}

/** One cell. `label` names the column where the head cannot be seen. */
export function Cell({ label, className, children, ...rest }: CellProps) {
  return (
    <td
      {...rest}
      className={cx(
        "flex min-w-0 gap-3 align-top md:table-cell md:px-4 md:py-2.5 md:first:pl-5 md:last:pr-5",
        className,
      )}
    >
      {label ? (
        <span aria-hidden className="w-28 shrink-0 text-muted text-xs leading-5 md:hidden">
          {label}
        </span>
      ) : null}
      <div className="min-w-0">{children}</div>
    </td>
  )
}

type TableProps = { label: string; head: ReactNode[]; children: ReactNode }
type CellProps = ComponentProps<"td"> & { label?: string }
