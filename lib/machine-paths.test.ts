import { expect, test } from "vitest"
import { readMachinePath } from "@/lib/machine-paths"

test.each<[string, "oauth" | "problem" | null, boolean?]>([
  ["/oauth/token", "oauth", true],
  ["/oauth/token?resource=1", "oauth", true],
  ["/oauth/token/", "oauth", false],
  ["//oauth/token", "oauth", false],
  ["/oauth//token", "oauth", false],
  ["/OAuth/Token", "oauth", false],
  ["/oauth%2Ftoken", "oauth", false],
  ["/oauth/%74oken", "oauth", false],
  ["/oauth", "oauth", false],
  ["/oauth/introspect", "oauth", false],
  ["/api/v1", "problem", true],
  ["/api/v1/tenants?limit=1", "problem", true],
  ["/api/v1/", "problem", false],
  ["/api/v1/tenants/", "problem", false],
  ["/api/v1//tenants", "problem", false],
  ["/api//v1/tenants", "problem", false],
  ["/API/v1/tenants", "problem", false],
  ["/api%2fv1/tenants", "problem", false],
  ["/api/v1/%74enants", "problem", false],
  ["/.well-known/security.txt", "problem", true],
  ["/.well-known/security.txt/", "problem", false],
  ["/.well-known//security.txt", "problem", false],
  ["/.Well-Known/security.txt", "problem", false],
  ["/%2ewell-known/security.txt", "problem", false],
  ["/.well-known", "problem", true],
  ["/.well-knowns", null],
  ["/api/v10", null],
  ["/api/health", null],
  ["/oauthy", null],
  ["/", null],
  ["", null],
])("%s is for programs in the form %s", (url, form, isExact) => {
  const read = readMachinePath(url)
  expect(read?.form ?? null).toBe(form)
  expect(read?.isExact).toBe(isExact)
})
