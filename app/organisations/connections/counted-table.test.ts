import { createElement, type FunctionComponent } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { BareSelect } from "@/app/_ui/forms/select"
import { CountedTable } from "@/app/organisations/connections/counted-table"
import type { CountedRow } from "@/web/counted/list-counted"

// Without a direction of its own it would be shown as "39 · …ecd48b".
const NAME = "نور الهدى · 39ecd48b"

test("a name from right to left keeps its mark whole in each cell and in a list to choose from", () => {
  const row: CountedRow = {
    connectionId: "1",
    tenantId: "2",
    name: NAME,
    madeAt: null,
    appName: NAME,
    xeroUserName: NAME,
    memberName: NAME,
    isKnown: true,
    standing: "alive",
  }
  expect(render(CountedTable, { rows: [row] }).match(ALONE)).toHaveLength(4)
  const options = [{ value: "1", label: NAME }]
  expect(render(BareSelect, { options })).toContain(`\u2068${NAME}\u2069`)
})

const ALONE = new RegExp(`<bdi[^>]*>${NAME}</bdi>`, "g")

function render<P extends object>(of: FunctionComponent<P>, props: P): string {
  return renderToStaticMarkup(createElement(of, props))
}
