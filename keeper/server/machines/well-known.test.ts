import { expect, test } from "vitest"
import type { Answer } from "@/keeper/server/machines/http-message"
import { answerWellKnown } from "@/keeper/server/machines/well-known"

const SITE = {
  appUrl: "https://tenantry.example",
  securityContact: "mailto:security@tenantry.example",
  now: () => Date.parse("2026-11-28T23:59:59Z"),
}

test.each([
  ["GET", "/.well-known/oauth-authorization-server", 200],
  ["HEAD", "/.well-known/oauth-authorization-server", 200],
  ["GET", "/.well-known/security.txt", 200],
  ["POST", "/.well-known/oauth-authorization-server", 405],
  ["DELETE", "/.well-known/security.txt", 405],
  ["GET", "/.well-known/openid-configuration", 404],
  ["GET", "/.well-known/security.txt/more", 404],
  ["GET", "/.well-known/__proto__", 404],
  ["GET", "/.well-known", 404],
])("%s %s is answered with %i, refusals as problem documents", (method, path, status) => {
  const answer = answerWellKnown(SITE, { method, path })
  expect(answer.status).toBe(status)
  expect(answer.contentType === "application/problem+json").toBe(status >= 400)
})

test("the metadata names the token endpoint and how clients prove who they are", () => {
  const answer = read("/.well-known/oauth-authorization-server")
  expect(JSON.parse(answer.body)).toEqual({
    issuer: "https://tenantry.example",
    token_endpoint: "https://tenantry.example/oauth/token",
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    grant_types_supported: ["client_credentials"],
    response_types_supported: [],
    service_documentation: "https://tenantry.example/api/v1/docs",
  })
})

test("security.txt names the contact and expires in half a year", () => {
  const { body, contentType } = read("/.well-known/security.txt")
  expect(contentType).toBe("text/plain; charset=utf-8")
  expect(body.split("\n")).toEqual([
    "Contact: mailto:security@tenantry.example",
    "Expires: 2027-05-27T00:00:00.000Z",
    "Canonical: https://tenantry.example/.well-known/security.txt",
    "",
  ])
})

test("there is no security.txt where nobody is named to be told", () => {
  const call = { method: "GET", path: "/.well-known/security.txt" }
  expect(answerWellKnown({ ...SITE, securityContact: undefined }, call).status).toBe(404)
})

function read(path: string): Answer {
  return answerWellKnown(SITE, { method: "GET", path })
}
