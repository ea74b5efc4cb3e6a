import { expect, test } from "vitest"
import { judgeAppToken } from "@/keeper/xero/judge-app-token"
import type { Sent } from "@/keeper/xero/send-once"

test.each([
  ["unauthorized_client", 400, { error: "unauthorized_client" }, "no_consent"],
  ["invalid_grant", 400, { error: "invalid_grant" }, "no_consent"],
  ["access_denied, as 401", 401, { error: "Access_Denied" }, "no_consent"],
  ["invalid_client", 400, { error: "invalid_client" }, "app_fault"],
  ["invalid_scope", 400, { error: "invalid_scope" }, "app_fault"],
  ["a wall's refusal", 403, "<html>no</html>", "throttled"],
  ["access_denied from a wall", 403, { error: "access_denied" }, "throttled"],
  ["an error of Xero's", 503, { error: "unauthorized_client" }, "app_fault"],
  ["nothing readable", 200, "{", "unknown"],
  ["no access token", 200, { refresh_token: "x" }, "unknown"],
  ["a token", 200, { access_token: "x", expires_in: 1_800 }, "ok"],
])("an answer to client credentials with %s counts as it should", (_what, status, body, kind) => {
  expect(judgeAppToken(answered(status, body)).kind).toBe(kind)
})

test("a request that was not answered may be asked again", () => {
  expect(judgeAppToken({ kind: "not_sent", cause: null }).kind).toBe("not_sent")
  expect(judgeAppToken({ kind: "unknown", cause: null }).kind).toBe("unknown")
})

test("scopes and lifetime are the answer's", () => {
  const body = { access_token: "made-up", expires_in: 600, scope: "accounting.settings.read files" }
  expect(judgeAppToken(answered(200, body))).toEqual({
    kind: "ok",
    accessToken: "made-up",
    expiresInSeconds: 600,
    scopes: ["accounting.settings.read", "files"],
  })
})

function answered(status: number, body: unknown): Sent {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  return { kind: "answered", status, headers: new Headers(), body: text }
}
