import { createElement, Fragment } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { consentText } from "@/app/_words/consent-text"
import type { ConsentOutcome } from "@/lib/contract/outcomes"

const MAPLE = { tenantId: "m", name: "Maple Florist" }
const ASKED: ConsentOutcome = {
  kind: "other_authoriser",
  xeroUserName: "<b>Bob</b>",
  before: [{ grantId: "g", xeroUserName: "Alice Doyle" }],
  organisations: [MAPLE],
  offered: [MAPLE],
  decision: "open",
}

test("a reconnect through another Xero user names both and says what each choice does", () => {
  const open = markup(ASKED)
  expect(open).toContain("&lt;b&gt;Bob&lt;/b&gt;")
  expect(open).toMatch(/Until now.*Alice Doyle.*authorised.*Maple Florist/)
  for (const choice of ["Add:", "Replace:", "Undo:", "one connection of your plan"])
    expect(open).toContain(choice)
  const kept = markup({ ...ASKED, decision: "kept" })
  expect(kept).toContain("It was kept.")
  expect(kept).not.toContain("Replace:")
})

test("who authorises an organisation already is no second authoriser", () => {
  const outcome: ConsentOutcome = {
    kind: "same_authoriser",
    xeroUserName: "Alice Doyle",
    organisations: [MAPLE],
  }
  expect(markup(outcome)).toContain("is an authoriser already")
})

function markup(outcome: ConsentOutcome): string {
  const { title, body } = consentText({ outcome, removed: [], marks: {} }, "Maple Florist")
  return renderToStaticMarkup(createElement(Fragment, null, title, body))
}
