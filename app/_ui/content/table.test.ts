import { createElement } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { Table } from "@/app/_ui/content/table"
import { DateOf } from "@/app/_ui/content/time"

const rows = [
  { key: 1, cells: { Name: "Maple Florist", Ends: createElement(DateOf, { at: null }), Act: "x" } },
]

test("a cell has the title of its column, save the first, and what has no column is not shown", () => {
  const table = { label: "Services", columns: ["Name", "Ends", false] as const, rows }
  const html = renderToStaticMarkup(createElement(Table, { ...table, columns: [...table.columns] }))
  expect(html.match(/<th /g)).toHaveLength(2)
  expect(html.match(/<td /g)).toHaveLength(2)
  expect(html.match(/<span aria-hidden[^>]*>([^<]*)</)?.[1]).toBe("Ends")
  expect(html).toContain("Maple Florist")
})

test("a time that is not there is a dash, or says what that means", () => {
  expect(renderToStaticMarkup(createElement(DateOf, { at: null }))).toContain(">–<")
  expect(renderToStaticMarkup(createElement(DateOf, { at: null, none: "Never" }))).toContain(
    "Never",
  )
  const at = new Date("2026-11-21T20:38:00Z")
  expect(renderToStaticMarkup(createElement(DateOf, { at }))).toContain("2026-11-21T20:38:00.000Z")
})
