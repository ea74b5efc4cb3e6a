import { describe, expect, it } from "vitest"
import { judgeTokenAnswer } from "@/keeper/xero/judge"

const good = {
  access_token: "a",
  token_type: "Bearer",
  expires_in: 1800,
  refresh_token: "r",
  scope: "openid x",
}

function judge(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  return judgeTokenAnswer({ kind: "answered", status, headers: new Headers(headers), body: text })
}

describe("judgeTokenAnswer", () => {
  it.each([
    ["a token set", 200, good, "ok"],
    ["a token set without a refresh token", 200, { ...good, refresh_token: undefined }, "ok"],
    ["2xx that cannot be parsed", 200, "<html>", "unknown"],
    ["2xx without an access token", 200, { token_type: "Bearer" }, "unknown"],
    ["2xx of another token type", 200, { ...good, token_type: "mac" }, "ok"],
    ["a redirect", 302, "", "unknown"],
    ["invalid_grant", 400, { error: "invalid_grant" }, "invalid_grant"],
    ["invalid_client", 400, { error: "invalid_client" }, "app_fault"],
    ["invalid_client as 401", 401, { error: "invalid_client" }, "app_fault"],
    ["unauthorized_client", 400, { error: "unauthorized_client" }, "app_fault"],
    ["invalid_scope", 400, { error: "invalid_scope" }, "app_fault"],
    ["an error code that nobody knows", 400, { error: "strange" }, "unknown"],
    ["an HTML 403", 403, "<html>blocked</html>", "throttled"],
    ["an HTML 400", 400, "<html>", "throttled"],
    ["429", 429, "", "throttled"],
    ["429 with an error code", 429, { error: "too_many_requests" }, "throttled"],
    ["403 with an error code", 403, { error: "access_denied" }, "throttled"],
    ["an HTML 404", 404, "<html>", "throttled"],
    ["408, which may follow after Xero has answered", 408, "<html>", "unknown"],
    ["a 400 that was cut short", 400, '{"err', "unknown"],
    ["an HTML 503", 503, "<html>", "unknown"],
    ["500", 500, "", "unknown"],
    ["500 with invalid_grant in it", 500, { error: "invalid_grant_x" }, "unknown"],
  ])("takes %s as it is", (_, status, body, kind) => {
    expect(judge(status, body).kind).toBe(kind)
  })

  it("honours Retry-After in seconds, at most an hour", () => {
    expect(judge(429, "", { "retry-after": "17" })).toMatchObject({ retryAfterInSeconds: 17 })
    expect(judge(429, "", { "retry-after": "86400" })).toMatchObject({ retryAfterInSeconds: 3_600 })
    expect(judge(429, "", { "retry-after": "soon" })).toMatchObject({ retryAfterInSeconds: null })
  })

  it("reads a Retry-After that is a date by the clock of the same answer", () => {
    const date = "Sat, 21 Nov 2020 10:00:00 GMT"
    const told = { date, "retry-after": "Sat, 21 Nov 2020 10:01:30 GMT" }
    expect(judge(429, "", told)).toMatchObject({ retryAfterInSeconds: 90 })
    expect(judge(200, good, { date })).toMatchObject({ tokenSet: { issuedAt: new Date(date) } })
    expect(judge(200, good)).toMatchObject({ tokenSet: { issuedAt: null } })
  })

  it("keeps Xero's correlation id as evidence", () => {
    const judged = judge(400, { error: "invalid_grant" }, { "xero-correlation-id": "abc" })
    expect(judged.evidence).toEqual({ httpStatus: 400, correlationId: "abc" })
  })
})
