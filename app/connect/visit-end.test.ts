import { createElement } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { VisitEnd } from "@/app/connect/visit-end"
import type { LinkView } from "@/lib/contract/link-view"

const LINK: LinkView = {
  purpose: "connect",
  standing: "failed",
  isReplaced: false,
  expiresAt: "2030-01-01T00:00:00.000Z",
  organisation: null,
  recipientName: null,
  note: null,
  asker: null,
  madeBy: "Olga",
  contact: null,
  logo: null,
  scopes: [],
  returnTo: null,
  outcome: null,
}

test.each<[string, Partial<LinkView>, string]>([
  ["that is open", {}, "Try again"],
  ["that was withdrawn", { standing: "withdrawn" }, "for a new link"],
  ["that was declined in another tab", { standing: "declined" }, "for a new link"],
  ["that has expired", { standing: "expired" }, "for a new link"],
  ["that has a newer address", { isReplaced: true }, "for a new link"],
  ["that another visitor has done", { standing: "done" }, ""],
])("a visit that can be tried again says how, of a link %s", (_, change, way) => {
  const props = {
    link: { ...LINK, ...change },
    outcome: { kind: "cancelled" },
    token: "t",
  } as const
  const page = renderToStaticMarkup(createElement(VisitEnd, props))
  const ways = ["Try again", "for a new link"]
  expect(ways.filter((one) => page.includes(one))).toEqual(way === "" ? [] : [way])
})
