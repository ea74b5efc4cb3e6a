import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { expect, test, vi } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { readDatabaseUrl } from "@/lib/db/database-url"

vi.mock("node:os", async (original) => {
  const os = await original<typeof import("node:os")>()
  return { ...os, userInfo: vi.fn(os.userInfo) }
})

const file = join(mkdtempSync(join(tmpdir(), "tenantry-url-")), "ca.pem")
const PEM = "-----BEGIN CERTIFICATE-----"
writeFileSync(file, PEM)
const BASE = "postgresql://olive:s%40cret@db.example:5433/books"

const HONOURED: [string, object][] = [
  ["", { host: "db.example", port: 5433, user: "olive", password: "s@cret", database: "books" }],
  ["?schema=tenantry", { schema: "tenantry" }],
  ["?host=%2Frun%2Fpostgresql", { host: "/run/postgresql" }],
  ["?host=other.example&port=6000", { host: "other.example", port: 6000 }],
  ["?user=quill&password=p&dbname=b", { user: "quill", password: "p", database: "b" }],
  ["?application_name=books", { applicationName: "books" }],
  ["?connect_timeout=7", { connectTimeoutInSeconds: 7 }],
  ["?connection_limit=20", { maxConnections: 20 }],
  ["?options=-c%20work_mem%3D16MB", { options: "-c work_mem=16MB" }],
  ["?sslmode=disable", { ssl: false }],
  ["?sslmode=require", { ssl: { rejectUnauthorized: true } }],
  ["?sslmode=verify-full", { ssl: { rejectUnauthorized: true } }],
  ["?sslmode=no-verify", { ssl: { rejectUnauthorized: false } }],
  [`?sslrootcert=${file}`, { ssl: { rejectUnauthorized: true, ca: PEM } }],
  [`?sslcert=${file}&sslkey=${file}`, { ssl: { cert: PEM, key: PEM } }],
]
test.each(HONOURED)("an address that ends in %j is honoured", (end, part) => {
  expect(readDatabaseUrl(BASE + end)).toMatchObject({ kind: "ok", target: part })
})

const UNDERSTOOD: [string, object][] = [
  [
    "postgresql:///books?host=/run/postgresql&user=olive",
    { host: "/run/postgresql", database: "books" },
  ],
  ["postgresql://olive@/books?host=/run/postgresql", { host: "/run/postgresql", user: "olive" }],
  ["postgres://olive@[::1]/books", { host: "::1", port: 5432, schema: "public", ssl: false }],
  ["postgresql://olive@localhost", { database: "olive" }],
  [
    "postgresql://olive:p,q@a.example:5433,[::1]/books?sslmode=disable",
    {
      host: "a.example",
      password: "p,q",
      hosts: [
        { host: "a.example", port: 5433 },
        { host: "::1", port: 5432 },
      ],
    },
  ],
]
test.each(UNDERSTOOD)("%s is understood", (url, part) => {
  expect(readDatabaseUrl(url)).toMatchObject({ kind: "ok", target: part })
})

const REFUSED: [string, string][] = [
  ["mysql://localhost/books", "must look like postgresql://"],
  ["books", "must look like postgresql://"],
  ["postgresql://abc%def:s3cret@db.example/books", "holds a stray %"],
  ["postgresql://olive:s3cret%00@db.example/books", "holds a stray %"],
  ["postgresql://olive:s3cret#x@db.example/books", "write @ as %40"],
  ["postgresql:///books?host=a.example,b.example", "Name them before the ?"],
  ["postgresql://olive:s3cret@a.example,/books", "must look like"],
  [`${BASE}?pgbouncer=true`, "names a pooler"],
  [`${BASE}?sslmod=require`, "has the parameter sslmod, which Tenantry does not know"],
  [`${BASE}?target_session_attrs=any`, "has the parameter target_session_attrs"],
  [`${BASE}?statement_timeout=5`, "has the parameter statement_timeout"],
  [`${BASE}?__proto__=x`, "has the parameter __proto__, which Tenantry does not know"],
  [`${BASE}?toString=x`, "has the parameter toString, which Tenantry does not know"],
  ["postgresql://olive@db.example:0/books", "must look like"],
  ["postgresql://olive@a.example,b.example:0/books", "must look like"],
  [`${BASE}?application_name=a%00user%00quill`, "application_name that holds U+0000"],
  [`${BASE}?options=-c%20work_mem%3D16MB%00`, "options that holds U+0000"],
  [`${BASE}?password=p%00`, "password that holds U+0000"],
  [`${BASE}?pool_timeout=5`, "has the parameter pool_timeout"],
  [`${BASE}?sslmode=disable&sslmode=require`, "names the parameter sslmode twice"],
  [`${BASE}?sslmode=prefer`, "has a parameter sslmode that must be disable"],
  [`${BASE}?sslmode=disable&sslrootcert=${file}`, "has sslrootcert and sslmode=disable"],
  [`${BASE}?sslrootcert=/nowhere/ca.pem`, "sslrootcert that names a file that cannot be read"],
  [`${BASE}?sslrootcert=/dev/null`, "sslrootcert that names a file that cannot be read"],
  [`${BASE}?sslcert=${file}`, "has one of sslcert and sslkey"],
  [`${BASE}?schema=pg_catalog`, "has a parameter schema that must be"],
  [`${BASE}?schema=a"b`, "has a parameter schema that must be"],
  [`${BASE}?connect_timeout=soon`, "has a parameter connect_timeout that must be a number"],
  [`${BASE}?connection_limit=1`, "has a parameter connection_limit that must be a number, 5 to"],
  [`${BASE}?options=-c%20timezone%3DAustralia/Sydney`, "sets timezone, which Tenantry sets itself"],
  [`${BASE}?options=--search-path%3Devil`, "sets search_path, which Tenantry sets itself"],
  [`${BASE}?options=everything`, "must be settings such as -c"],
]
test.each(REFUSED)("%s is refused by name, without a word of the password", (url, problem) => {
  const reading = readDatabaseUrl(url)
  expect(reading).toMatchObject({ kind: "wrong", problem: expect.stringContaining(problem) })
  expect(JSON.stringify(reading)).not.toMatch(/s3cret|s@cret|s%40cret/)
})

test("what a session asks for goes after what the address asks for, so that it counts", () => {
  const { options = "", ...rest } = connectionTo(
    `${BASE}?schema=tenantry&options=-c%20work_mem%3D16MB`,
  )
  expect(options).toMatch(/^-c work_mem=16MB -c TimeZone=UTC -c DateStyle=ISO,\\ YMD /)
  expect(options).toContain('-c search_path="tenantry"')
  expect(rest).toMatchObject({ ssl: false, connectionTimeoutMillis: 5_000 })
})

test("a user whom nothing names is a problem of the address", () => {
  vi.mocked(userInfo).mockImplementation(() => {
    throw new Error("ENOENT: uv_os_get_passwd")
  })
  expect(readDatabaseUrl("postgresql://db.example/books", {})).toEqual({
    kind: "wrong",
    problem: expect.stringContaining("names no user"),
  })
  expect(readDatabaseUrl("postgresql://db.example/books", { PGUSER: "olive" })).toMatchObject({
    target: { user: "olive" },
  })
  vi.mocked(userInfo).mockReset()
})

const LEFT_OUT: [string, Record<string, string>, object][] = [
  [
    "postgresql://",
    { PGHOST: "db.example", PGDATABASE: "books", PGUSER: "olive" },
    { host: "db.example", database: "books", user: "olive" },
  ],
  [
    BASE,
    { PGSSLMODE: "verify-full", PGSSLROOTCERT: file },
    { ssl: { rejectUnauthorized: true, ca: PEM } },
  ],
  [
    BASE,
    { PGSSLMODE: "verify-full", PGSSLCERT: file, PGSSLKEY: file },
    { ssl: { cert: PEM, key: PEM } },
  ],
  [`${BASE}?sslmode=disable`, { PGSSLMODE: "require" }, { ssl: false }],
  [
    BASE,
    { PGHOST: "other.example", PGPORT: "1", PGUSER: "quill", PGDATABASE: "b" },
    { host: "db.example", port: 5433, user: "olive", database: "books" },
  ],
  [BASE, { PGSSLMODE: "" }, { ssl: false }],
]
test.each(LEFT_OUT)("what %s leaves out is looked for in %j", (url, env, part) => {
  expect(readDatabaseUrl(url, env)).toMatchObject({ kind: "ok", target: part })
})

test.each([
  [{ PGSSLMODE: "prefer" }, "leaves something to PGSSLMODE, which must be disable"],
  [{ PGSSLCERT: file }, "has one of sslcert and sslkey"],
  [
    { PGSSLMODE: "require", PGSSLROOTCERT: "/nowhere/ca.pem" },
    "sslrootcert that names a file that",
  ],
])("%j is refused by name", (env, problem) => {
  const reading = readDatabaseUrl(BASE, env)
  expect(reading).toMatchObject({ kind: "wrong", problem: expect.stringContaining(problem) })
})

test("the table of addresses says what becomes of each", async () => {
  const urls = [
    ...HONOURED.map(([end]) => BASE + end),
    ...UNDERSTOOD.map(([url]) => url),
    ...REFUSED.map(([url]) => url),
  ]
  const lines = urls.map((url) => `${url} | ${outcome(url)}\n`.replaceAll(file, "FILE"))
  await expect(lines.join("")).toMatchFileSnapshot("database-url.txt")
})

/** What it leads to, without what nobody asked for; or why it is refused. */
function outcome(url: string): string {
  const reading = readDatabaseUrl(url)
  if (reading.kind === "wrong") return `refused: ${reading.problem}`
  const { password, ...target } = reading.target
  return JSON.stringify({ ...target, ...(password === undefined ? {} : { password: "given" }) })
}
