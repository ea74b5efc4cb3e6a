import { expect, test } from "vitest"
import { readFile } from "@/keeper/imports/formats/read-file"
import type { FileRow } from "@/keeper/imports/formats/row"
import { BAD_FILES } from "@/keeper/testing/import-bad-samples"
import { GOOD_FILES, jwtOf } from "@/keeper/testing/import-samples"

test.each(GOOD_FILES)("%s is read", (_what, text, expected) => {
  expect(told(readFile(text))).toEqual(expected)
})

test.each(BAD_FILES)("%s", (_what, text, expected) => {
  expect(told(readFile(text))).toEqual(expected)
})

test("the tokens beside a refresh token tell its app, its Xero user and its age", () => {
  const access_token = jwtOf({
    nbf: 1_790_000_000,
    client_id: "76645D17ED29411487E0D9E5DE2B493B",
    xero_userid: "8BA85FB8-F540-4EB1-B53D-0519DA53C47B",
  })
  const reading = readFile(JSON.stringify({ access_token, refresh_token: "made-up-token-1" }))
  expect(reading).toMatchObject({
    rows: [
      {
        clientId: "76645D17ED29411487E0D9E5DE2B493B",
        xeroUserId: "8ba85fb8-f540-4eb1-b53d-0519da53c47b",
        issuedAt: new Date(1_790_000_000_000),
      },
    ],
  })
})

test.each([
  [
    "token sets in other spellings",
    JSON.stringify([
      { AccessToken: jwtOf({}), RefreshToken: "made-up-token-1", TenantName: "Maple" },
      { XERO_REFRESH_TOKEN: "made-up-token-2", name: "Rose" },
      { "refresh-token": null, Refresh_Token: "made-up-token-3", Reference: "Pine" },
      { Token: jwtOf({}), RefreshToken: "made-up-token-4", Expires: 1_790_001_800 },
    ]),
    [
      [1, "token_set", "made-up-token-1", "Maple"],
      [1, "token_set", "made-up-token-2", "Rose"],
      [1, "token_set", "made-up-token-3", "Pine"],
      [1, "laravel", "made-up-token-4", null],
    ],
  ],
  [
    "token sets in lines of their own",
    '{"refresh_token": "made-up-token-1"}\r\n\r\n{"name": "Rose", "refresh_token": "made-up-token-2"}\r\n{"a": 1}\r\n',
    [
      [1, "token_set", "made-up-token-1", null],
      [3, "token_set", "made-up-token-2", "Rose"],
      [4, "token_set", "not_recognised", null],
    ],
  ],
])("%s are read", (_what, text, expected) => {
  expect(told(readFile(text))).toEqual(expected)
})

test.each(["", " ", null])(
  "a member that is %j does not hide the filled one in another spelling",
  (blank) => {
    const file = {
      refresh_token: blank,
      refreshToken: "made-up-token-1",
      client_id: blank,
      XERO_CLIENT_ID: "ABC",
    }
    expect(readFile(JSON.stringify(file))).toMatchObject({
      rows: [{ refreshToken: "made-up-token-1", clientId: "ABC" }],
    })
  },
)

test.each([
  ["in camel case", { clientId: "ABC" }],
  ["in capitals", { XERO_CLIENT_ID: "ABC" }],
  ["as a list of audiences", { id_token: jwtOf({ aud: ["ABC"], nbf: "1790000000" }) }],
  ["in an environment of Postman", { values: variables({ xero_client_id: "ABC" }) }],
])("the app of a token is read %s", (_form, beside) => {
  const file = { refresh_token: "made-up-token-1", ...beside }
  expect(readFile(JSON.stringify(file))).toMatchObject({ rows: [{ clientId: "ABC" }] })
})

test.each([
  ["a number as text", "1790000000", new Date(1_790_000_000_000)],
  ["null", null, null],
  ["an empty text", "", null],
  ["a truth", true, null],
  ["nothing but zero", 0, null],
])(
  "the age of a token follows from a claim that is %s, or is not known",
  (_what, nbf, issuedAt) => {
    const file = { refresh_token: "made-up-token-1", access_token: jwtOf({ nbf }) }
    expect(readFile(JSON.stringify(file))).toMatchObject({ rows: [{ issuedAt }] })
  },
)

test.each([
  ["seconds", 1_790_001_800],
  ["seconds as text", "1790001800"],
  ["milliseconds", 1_790_001_800_000],
  ["a date with a zone", "2026-09-21T14:43:20Z"],
  ["a date without one", "2026-09-21 14:43:20"],
])("the end of an access token in %s tells the age of its refresh token", (_form, expires_at) => {
  const reading = readFile(JSON.stringify({ refresh_token: "made-up-token-1", expires_at }))
  expect(reading).toMatchObject({ rows: [{ issuedAt: new Date(1_790_000_000_000) }] })
})

test.each([
  ["brackets that nest without end", "[".repeat(2_000_000)],
  ["a list of numbers", `[${"1,".repeat(1_000_000)}1]`],
  ["a list of empty lists", `[${"[],".repeat(600_000)}[]]`],
  ["a text that never ends", `{"a":"${"x".repeat(2_000_000)}`],
  ["lines that open a quote", '"\n'.repeat(1_000_000)],
  ["short lines", "made-up-1\n".repeat(200_000)],
  ["empty lines", "\r\n".repeat(1_000_000)],
  ["empty fields", ",".repeat(2_000_000)],
  ["quotes that close nothing", 'refresh_token\n"""x\n'.repeat(100_000)],
])("2 MB of %s are refused within seconds", (_what, text) => {
  const began = performance.now()
  expect(readFile(text).kind).toBe("unreadable")
  expect(performance.now() - began).toBeLessThan(10_000)
})

test("a file of 10,000 rows is read, and one row more is too much", () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => `made-up-token-${index}`).join("\n")
  expect(readFile(rows(10_000))).toMatchObject({ kind: "read" })
  expect(readFile(rows(10_001))).toEqual({ kind: "unreadable", why: "too_many_rows" })
})

function variables(of: Record<string, string>): object[] {
  const all = { xero_refresh_token: "made-up-token-1", ...of }
  return Object.entries(all).map(([key, value]) => ({ key, value }))
}

function told(reading: ReturnType<typeof readFile>): unknown {
  return reading.kind === "unreadable" ? reading.why : reading.rows.map(inShort)
}

/** Line, form, token or what is wrong, reference. */
function inShort(row: FileRow): unknown[] {
  return [row.line, row.source, row.kind === "token" ? row.refreshToken : row.why, row.reference]
}
