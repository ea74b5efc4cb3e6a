import { expect, test } from "vitest"
import { judgeOrganisation } from "@/keeper/xero/organisation"

const MAPLE = { OrganisationID: "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0001", Name: "Maple Florist" }

test.each([
  ["an organisation", 200, { Organisations: [MAPLE] }, "ok"],
  ["one without a list around it", 200, { Organisations: MAPLE }, "ok"],
  ["an empty list", 200, { Organisations: [] }, "unknown"],
  ["Xero's word that it reaches none", 403, { Detail: "AuthenticationUnsuccessful" }, "none"],
  ["the same in lower case", 403, { detail: "authenticationunsuccessful" }, "none"],
  ["a missing scope", 403, { Detail: "AuthorizationUnsuccessful" }, "throttled"],
  ["a wall's page", 403, "<html>no</html>", "throttled"],
  ["a wall's JSON", 403, { error: "forbidden" }, "throttled"],
  ["a list in place of a problem", 403, [], "throttled"],
  ["a token that is refused", 401, { Detail: "TokenExpired" }, "token_refused"],
  ["an error of Xero's", 503, { Detail: "The Organisation is offline" }, "unknown"],
])("of a custom connection, %s is understood", (_what, status, body, kind) => {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  const sent = { kind: "answered" as const, status, headers: new Headers(), body: text }
  expect(judgeOrganisation(sent).kind).toBe(kind)
})
