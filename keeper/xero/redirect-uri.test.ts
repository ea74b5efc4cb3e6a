import { expect, test } from "vitest"
import { judgeAuthorizePage } from "@/keeper/xero/redirect-uri"

test.each([
  ["the log-in page", 200, "<html>Log in to Xero</html>", "", "yes"],
  ["a redirect to the log-in", 302, "", "/identity/user/login?ReturnUrl=x", "yes"],
  ["Xero's error page", 500, "<html>Error code: 500</html>", "", "no"],
  ["a refused request", 400, "", "", "no"],
  ["a redirect to the error page", 302, "", "/identity/error?errorId=x", "no"],
  [
    "an error page with a good status",
    200,
    "Error: unauthorized_client : Unknown client",
    "",
    "no",
  ],
  ["a wall", 403, "<html>no</html>", "", "unknown"],
  ["too many requests", 429, "", "", "unknown"],
  ["a gateway's error", 502, "<html>Bad gateway</html>", "", "unknown"],
  ["Xero's maintenance", 503, "<html>Back soon</html>", "", "unknown"],
  ["a proxy that wants a password", 407, "", "", "unknown"],
  ["another page that is missing", 404, "", "", "unknown"],
])(
  "of the authorize page, %s tells as much as it should",
  (_what, status, body, location, told) => {
    const headers = new Headers(location === "" ? {} : { location })
    expect(judgeAuthorizePage({ kind: "answered", status, headers, body })).toBe(told)
  },
)

test("an authorize page that did not answer tells nothing", () => {
  expect(judgeAuthorizePage({ kind: "not_sent", cause: null })).toBe("unknown")
  expect(judgeAuthorizePage({ kind: "unknown", cause: null })).toBe("unknown")
})
