import type { ReactNode } from "react"
import { cx } from "@/app/_ui/content/cx"

/**
 * A table that turns into a stack of cards on a narrow screen: the same rows, no sideways scrolling, and the head is only
 * heard. Each row has its cells by the titles of the columns. A column that is false is left out.
 */
export function Table({ label, columns, rows, isMiddle = false }: TableProps) {
  const shown = columns.flatMap((one, at) => {
    if (one === false) return []
    return { isBare: at === 0, ...(typeof one === "string" ? { title: one } : one) }
  })
  return (
    <table aria-label={label} className="block w-full border-collapse text-left md:table">
      <thead className="max-md:sr-only">
        <tr className="border-b bg-sunken/60">
          {shown.map(({ title, heading = title, width, sorted }) => (
            <th
              key={title}
              scope="col"
              aria-sort={sorted}
              className={cx(
                "whitespace-nowrap px-4 py-2 font-medium text-muted text-xs first:sm:pl-5 last:sm:pr-5",
                width,
              )}
            >
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {rows.map(({ key, cells }) => (
          <tr
            key={key}
            className="relative grid gap-1.5 border-b px-4 py-3.5 transition-colors last:border-b-0 hover:bg-hover md:table-row md:p-0"
          >
            {shown.map((column) => (
              <Cell key={column.title} column={column} isMiddle={isMiddle}>
                {cells[column.title]}
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** One cell. It names its column where the head cannot be seen. */
function Cell({ column: { title, isBare }, isMiddle, children }: CellProps) {
  return (
    <td
      className={cx(
        "flex min-w-0 gap-3 md:table-cell md:px-4 md:py-2.5 md:first:pl-5 md:last:pr-5",
        isMiddle ? "md:align-middle" : "align-top",
      )}
    >
      {isBare ? null : (
        <span aria-hidden className="w-28 shrink-0 text-muted text-xs leading-5 md:hidden">
          {title}
        </span>
      )}
      <div className="min-w-0">{children}</div>
    </td>
  )
}

type TableProps = {
  label: string
  columns: (string | Column | false)[]
  rows: TableRow[]
  /** For rows with buttons. */
  isMiddle?: boolean
}
type Column = {
  title: string
  /** What stands in the head, if it is more than the title. */
  heading?: ReactNode
  width?: string
  sorted?: "ascending" | "descending" | undefined
  /** Its cells speak for themselves without the title, as those of the first column do. */
  isBare?: boolean
}
/** A `RowLink` inside makes the whole of it a target. */
export type TableRow = { key: string | number; cells: Record<string, ReactNode> }
type CellProps = { column: Column; isMiddle: boolean; children: ReactNode }
