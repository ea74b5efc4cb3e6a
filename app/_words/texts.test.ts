import { createElement, Fragment } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { consentText } from "@/app/_words/consent-text"
import { visitProblemText } from "@/app/_words/link-problem-text"
import { answerOf, answerOfEnding } from "@/app/_words/operation-text"
import { problemText } from "@/app/_words/problem-text"
import { OPERATIONS, refusal } from "@/lib/contract/operations"
import { type ConsentOutcome, consentProblem, xeroTrouble } from "@/lib/contract/outcomes"

const MAPLE = { tenantId: "m", name: "Maple Florist" }
const SCRIPT = { tenantId: "s", name: "<script>alert(1)</script>" }
const MANY = Array.from({ length: 30 }, (_, n) => ({ tenantId: `${n}`, name: `Shop ${n}` }))

test("every problem that a consent can meet has words of its own, and an unknown one has some", () => {
  const unknown = problemText("something new")
  const starts = [...OPERATIONS.startConsent.output.options, ...refusal.options]
    .map((option) => option.shape.kind.value)
    .filter((kind) => kind !== "started")
  for (const problem of [...consentProblem.options, ...xeroTrouble.options, ...starts]) {
    expect(problemText(problem), problem).not.toEqual(unknown)
  }
  for (const problem of [...consentProblem.options, "not_ready"]) {
    expect(problemText(problem)?.mayBeConnected, problem).toBeUndefined()
    expect(problemText(problem, true)?.mayBeConnected, problem).toContain("may list")
    expect(problemText(problem)?.text, problem).not.toMatch(/Nothing has changed\./)
  }
  for (const inherited of ["__proto__", "constructor", "toString"]) {
    expect(problemText(inherited)).toEqual(unknown)
  }
  expect(problemText("keeper_unreachable")?.text).toContain("may still be completed")
  expect(problemText(undefined)).toBeNull()
  expect(problemText(["a", "b"])).toBeNull()
})

test("every answer of the keeper has words", () => {
  for (const trouble of xeroTrouble.options) {
    expect(answerOf({ kind: "xero_trouble", trouble }).text).toMatch(/\.$/)
  }
  expect(answerOf({ kind: "disconnected", toldXero: false }).title).toContain("but not in Xero")
  expect(answerOf({ kind: "disconnected", toldXero: true }).tone).toBe("success")
  expect(answerOf({ kind: "waiting", retryAt: null }).text).toContain("in a moment")
  const soon = new Date(Date.now() + 40_000).toISOString()
  expect(answerOf({ kind: "waiting", retryAt: soon }).text).toMatch(/in (39|40) seconds/)
})

test("what could not be ended at Xero is left to the member to press again, and what was in part says so", () => {
  const trouble = { kind: "xero_trouble", trouble: "unknown" } as const
  expect(answerOf(trouble).text).toContain("asks again by itself")
  expect(answerOfEnding(trouble).text).toMatch(/Nothing changed here.*Press the button again/)
  const partly = answerOfEnding({ kind: "partly_done", trouble: "unknown" })
  expect(partly.text).toMatch(/ended here and in Xero.*The rest.*unchanged.*Press the button again/)
})

test("one refusal is no verdict, and another app's consent is paused", () => {
  const { text } = answerOf({ kind: "questioned", isDoubtful: false })
  expect(text).toContain("asks again within a few minutes")
  expect(text).toContain("do not need to do anything")
  const doubtful = answerOf({ kind: "questioned", isDoubtful: true }).text
  expect(doubtful).toMatch(/a newer sign-in existed and was lost.*asks again.*press Reconnect/)
  expect(doubtful).not.toContain("do not need to do anything")
  expect(answerOf({ kind: "other_app" }).text).toContain("Press Reconnect")
})

test.each([
  "other_browser",
  "state_expired",
  "came_again",
  "throttled",
  "keeper_unreachable",
  "not_ready",
  "copied_database",
  "whatever",
])(
  "with a code, %s says to whoever came by a link that Xero may list it, and never that nothing came of it",
  (problem) => {
    const said = visitProblemText(problem, true)?.text
    expect(said).toContain("Xero may list it all the same")
    expect(said).not.toMatch(/nothing (was|has)/i)
    expect(problemText(problem, true)?.mayBeConnected).toContain("Check now")
  },
)

test("an offer that is over says how it ended, on its banner and in the list", () => {
  for (const decision of ["kept", "undone", "overtaken"] as const)
    expect(answerOf({ kind: "offer_over", decision })).toEqual(problemText(`offer_${decision}`))
  expect(answerOf({ kind: "decided", toldXero: false })).toEqual(problemText("offer_untold"))
  const bodyOf = (end: { decision: "undone" | "overtaken"; toldXero?: boolean }) => {
    const outcome: ConsentOutcome = {
      kind: "other_organisation",
      xeroUserName: "Taro",
      organisations: [],
      offered: [MAPLE],
      ...end,
    }
    return renderToStaticMarkup(
      createElement(Fragment, null, consentText({ outcome, removed: [], marks: {} }, null).body),
    )
  }
  expect(bodyOf({ decision: "undone" })).toContain("undone and not connected")
  expect(bodyOf({ decision: "undone", toldXero: false })).toContain(
    "Xero may still list the connection",
  )
  expect(bodyOf({ decision: "overtaken" })).toContain("already decided")
})

test.each([
  "Demo Company (AU)",
  "DEMO company (AU)",
  "Demo\u00A0Company (AU)",
  "Ｄemo Company (AU)",
])(
  "a reconnect that reaches %j instead of its namesake says that it is another organisation",
  (name) => {
    const outcome: ConsentOutcome = {
      kind: "other_organisation",
      xeroUserName: "Taro",
      organisations: [{ tenantId: "77b5e6d2", name }],
      offered: [],
      decision: "undone",
    }
    const marks = { "77b5e6d2": "77b5e6d2" }
    const { title, body } = consentText({ outcome, removed: [], marks }, "Demo Company (AU)")
    const said = renderToStaticMarkup(createElement(Fragment, null, title, body))
    expect(said).toContain("This sign-in reaches another organisation called")
    expect(said).toContain(`${name} · 77b5e6d2`)
    expect(said).toContain("but not the organisation on this page. Nothing")
  },
)

test("a name that ends in a full stop brings the only one of its sentence", () => {
  const [polish, trader] = ["Gęślą Sp. z o.o.", "Leaf Inc."]
  const outcome: ConsentOutcome = {
    kind: "reconnected",
    xeroUserName: "Taro Jr.",
    organisations: [MAPLE],
    added: [{ tenantId: "p", name: polish }],
    missing: [{ tenantId: "t", name: trader }],
    remarks: {
      notGranted: [],
      reachedBefore: [{ tenantId: "p", name: polish, xeroUserName: "Alice Jr." }],
      unreadable: [trader],
    },
  }
  const { body } = consentText({ outcome, removed: [], marks: {} }, polish)
  const said = renderToStaticMarkup(createElement(Fragment, null, body)).replace(/<[^>]*>/g, "")
  expect(said).toContain(`Also connected: ${polish}`)
  expect(said).toContain("through Alice Jr. Now Taro Jr.’s")
  expect(said).toContain(`no longer covers ${trader} Reconnect`)
  expect(said).toContain(`could not read: ${trader} Everything`)
  expect(said).not.toContain("..")
})

test("a consent's outcome names people and organisations, inert", () => {
  const markup = (outcome: ConsentOutcome, wanted: string | null = null, removed = [MAPLE]) => {
    const { title, body } = consentText({ outcome, removed, marks: {} }, wanted)
    return renderToStaticMarkup(createElement(Fragment, null, title, body))
  }
  const connected = markup({
    kind: "connected",
    xeroUserName: "Alice",
    added: [SCRIPT],
    organisations: [MAPLE, SCRIPT],
  })
  expect(connected).toContain("&lt;script&gt;")
  expect(connected).not.toContain("<script>")
  expect(connected).toContain("2 organisations")
  const other = markup(
    {
      kind: "other_organisation",
      xeroUserName: "Taro",
      organisations: MANY,
      offered: [MAPLE],
      decision: "open",
    },
    "Harbour Bakery",
  )
  expect(other).toContain("Harbour Bakery")
  expect(other).toContain("27 more")
  expect(other).toContain("Keep this connection, or undo it?")
  const lost = markup(
    {
      kind: "reconnected",
      xeroUserName: "Alice",
      organisations: [MAPLE],
      added: [],
      missing: [SCRIPT],
    },
    "Maple Florist",
  )
  expect(lost).toContain("This consent no longer covers")
  const again: ConsentOutcome = {
    kind: "nothing_new",
    xeroUserName: "Alice",
    organisations: [MAPLE],
  }
  expect(markup(again)).toContain('href="/organisations/m"')
  expect(markup(again, null, [])).not.toContain("Reconnect")
})
