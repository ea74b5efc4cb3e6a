import { expect, test } from "vitest"
import { NEW_APP } from "@/app/settings/xero-app/app-entry"
import { formErrorsOf } from "@/web/members/form-errors"

const TYPED = {
  kind: "web",
  name: "Payroll",
  clientId: " 5a4db0c5a4db0c5a4db0c5a4db0c0002 ",
  clientSecret: " a-made-up-secret ",
  secondSecret: "",
  scopes: "openid, profile email\noffline_access accounting.settings.read openid",
}

test("an app is read as it is typed: spaces, commas, lower case and repeats make no difference", () => {
  expect(NEW_APP.parse(TYPED)).toEqual({
    kind: "web",
    name: "Payroll",
    clientId: "5A4DB0C5A4DB0C5A4DB0C5A4DB0C0002",
    clientSecrets: ["a-made-up-secret"],
    scopes: ["openid", "profile", "email", "offline_access", "accounting.settings.read"],
  })
})

test.each([
  ["name", { name: " \u200b " }],
  ["clientId", { clientId: "not hex" }],
  ["clientSecret", { clientSecret: "two words here" }],
  ["clientSecret", { clientSecret: "" }],
  ["secondSecret", { secondSecret: "short" }],
  ["scopes", { scopes: "openid profile email" }],
  ["scopes", { scopes: "openid profile email offline_access app.connections" }],
  ["scopes", { scopes: "openid profile email offline_access <script>" }],
  ["scopes", { kind: "custom", scopes: "accounting.settings.read offline_access" }],
])("what is wrong stands at its field: %s", (field, change) => {
  const read = NEW_APP.safeParse({ ...TYPED, ...change })
  expect(Object.keys(read.error === undefined ? {} : formErrorsOf(read.error))).toContain(field)
})
