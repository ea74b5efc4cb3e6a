import { expect, test } from "vitest"
import { createLog, kindOf, redact } from "@/lib/log"

test.each([
  ["https://tenantry.example/xero/callback?code=Zx9-_4Qw1kPl7&state=abcDEF123", "Zx9-_4Qw1kPl7"],
  ["https://tenantry.example/xero/callback?code=abc&state=s3cretState", "s3cretState"],
  ['{"code":"4f6d9c116f2d5b7e0001Zx"}', "4f6d9c116f2d5b7e0001Zx"],
  ['{"code":"Zx9-_4Qw1kPl7abcABC0123456789"}', "Zx9-_4Qw1kPl7"],
  ['{"state":"QWERTYUIOPASDFGHJ_lowercase_x1"}', "QWERTYUIOPASDFGHJ"],
  ["refresh_token=plainword", "plainword"],
  ['{"client_secret":"plainword"}', "plainword"],
  ["Authorization: Bearer abc.def", "abc.def"],
  [`GET /connect/${"Zx9-_4Qw1k".repeat(4)}abc 200`, "Zx9-_4Qw1k"],
  ["eyJhbGciOiJkaXIi.eyJhIjoxfQ.sig", "eyJhbGciOiJkaXIi"],
  [`GET /invitations/${"Zx9-_4Qw".repeat(4)} 200`, "Zx9-_4Qw"],
  [`GET /email/${"Zx9-_4Qw".repeat(4)}?a=1`, "Zx9-_4Qw"],
  ["connect postgresql://tenantry:plain%20word@db.example/books", "plain%20word"],
  ["HTTPS_PROXY=http://:plainword@proxy.example:3128", "plainword"],
  ["smtps://a%40b.example:plainword@mail.example", "plainword"],
  ["cookie: a=1; __Host-tenantry_session=plain.word; b=2", "plain.word"],
  ['{"set-cookie":"tenantry_device=plainword; Path=/"}', "plainword"],
  ["signed with whsec_cGxhaW53b3Jk+/w=", "cGxhaW53b3Jk"],
  ['authorization: "Bearer abc def"', "def"],
  ["{ password: 'plain, Zx9' }", "Zx9"],
  ['body {\\"password\\":\\"plain Zx9\\"}', "Zx9"],
  ['{"password":"plain\\"Zx9"}', "Zx9"],
])("a log line loses what is secret: %s", (line, secret) => {
  expect(redact(line)).not.toContain(secret)
})

test.each([
  "GET /connect/start 303",
  "http://127.0.0.1:3001/api/health",
  "the database at db.example:5432 of tenantry@ledgers.example",
  "at file:///dist/server/web.mjs:10:15",
])("a log line keeps what is no secret: %s", (line) => {
  expect(redact(line)).toBe(line)
})

test.each<[Record<string, unknown>, Record<string, unknown>]>([
  [{ said: 'Received "state="x1".' }, { said: 'Received "state="[redacted]".' }],
  [{ said: 'authorization: "Bearer abc"' }, { said: 'authorization: "[redacted]"' }],
  [{ code: 503 }, {}],
  [{ code: null, state: true, password: null }, {}],
  [{ code: 'a "b" c' }, { code: "[redacted]" }],
  [{ password: 'a "b" c' }, { password: "[redacted]" }],
  [{ password: 123456 }, { password: "[redacted]" }],
  [{ authorization: ["Bearer abc", "d"] }, { authorization: "[redacted]" }],
  [{ body: { access_token: "a b" } }, { body: { access_token: "[redacted]" } }],
  [{ 'na"me': "\u2028\u0000\n\u001b[2J" }, {}],
  [{ said: `${"a\\".repeat(40_000)}"` }, {}],
  [{ said: `password="${"x".repeat(12_000_000)}` }, { said: 'password="[redacted]' }],
  [{ said: "x".repeat(12_000_000) }, { said: `${"x".repeat(100_000)}…` }],
])("a log line is one JSON object, without what is secret: %#", (given, kept) => {
  const lines: string[] = []
  createLog("web", { write: (line) => lines.push(line) }).info(given)
  expect(lines.join("")).toMatch(/^[^\n]*\n$/)
  expect(JSON.parse(lines.join(""))).toMatchObject({ ...given, ...kept })
})

test.each([
  ...["wrong_key", "unknown_key", "ECONNREFUSED", "42P01", "08006", "P2002"],
  ...["ERR_HTTP2_STREAM_ERROR", "ERR_TLS_CERT_ALTNAME_INVALID", "GenericFailure", "InvalidArg"],
])("a log line keeps the code that says why: %s", (code) => {
  const lines: string[] = []
  createLog("keeper", { write: (line) => lines.push(line) }).error({ event: "failed", code })
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ event: "failed", code })
})

test.each([
  ["a wrong password", { kind: "AuthenticationFailed", originalCode: "28P01" }, "28P01"],
  ["a full disk", { kind: "postgres", originalCode: "53100" }, "53100"],
  ["an outage", Object.assign(new Error("no"), { code: "ECONNREFUSED" }), "ECONNREFUSED"],
])(
  "a failure says the code of its cause, through what Prisma makes of it: %s",
  (_, cause, code) => {
    const driver = Object.assign(new Error("not to be shown"), {
      name: "DriverAdapterError",
      cause,
    })
    const error = Object.assign(new Error("not to be shown"), {
      code: "P2010",
      meta: { driverAdapterError: driver },
    })
    expect(kindOf(error)).toContain(`DriverAdapterError`)
    expect(kindOf(error)).toContain(code)
    expect(kindOf(error)).not.toContain("shown")
  },
)

test("a failure without a code says which function threw it, and nothing of its message", () => {
  function openHeld(message: string): string {
    return kindOf(new TypeError(message))
  }
  expect(openHeld("not shown\n    at secret (here)")).toBe("TypeError in openHeld")
})
