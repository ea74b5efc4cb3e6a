import { readdirSync } from "node:fs"
import { join } from "node:path"
import { Client } from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { shareTestDb } from "@/lib/db/share-test-db"
import { listFragmentNames, listRawStatements } from "./raw-statements"

const ROOMS = ["keeper", "web", "lib", "scripts", "prisma"]
const FEWEST = 300
// Where only a run can tell the table or the columns, one stands for all. These two work on schemas of their own.
const OWN_SCHEMA = ["keeper/testing/simulated-clock.ts", "scripts/bench/chain-rows.ts"]
const SEALED = { table: '"XeroApp"', column: '"clientSecretsSealed"' }
const KNOWN: Record<string, Record<string, string>> = {
  "keeper/hourly-wait.ts": { times: 'SELECT "createdAt" AS "at" FROM "Link"' },
  "keeper/keys/count-values.ts": SEALED,
  "keeper/keys/reseal.ts": SEALED,
  "keeper/services/access/list-reachable.ts": { COLUMNS: "*" },
  "keeper/work/remove-old.ts": { table: '"Session"', key: '"id"', where: "true" },
  "scripts/backup/write-backup.ts": { escapeIdentifier: '"AuditEvent_id_seq"' },
}
const testDb = shareTestDb()
let client: Client

beforeAll(async () => {
  client = new Client(connectionTo(testDb.url))
  await client.connect()
})
afterAll(() => client.end())

it("every raw statement suits the tables, columns and types that the database has", async () => {
  const statements = listPrograms()
    .flatMap((file) => listRawStatements(file, KNOWN[file] ?? {}))
    .filter(({ text }) => /^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b/.test(text))
  const problems: string[] = []
  for (const { place, text } of statements) {
    const problem = await problemOf(text)
    if (problem !== null) problems.push(`${place}: ${problem}`)
  }
  expect(problems).toEqual([])
  expect(statements.length).toBeGreaterThan(FEWEST)
})

it("every name in a fragment is one that the database has, wherever the fragment is used", async () => {
  const { rows } = await client.query<{ name: string }>(`
    SELECT relname AS "name" FROM pg_class UNION SELECT attname FROM pg_attribute
    UNION SELECT typname FROM pg_type UNION SELECT proname FROM pg_proc`)
  const names = new Set(rows.map((one) => one.name))
  const unknown = listPrograms().flatMap((file) =>
    listFragmentNames(file)
      .filter((name) => !names.has(name))
      .map((name) => `${file}: ${name}`),
  )
  expect(unknown).toEqual([])
})

it("a column that is not there is found, also in a fragment", async () => {
  await expect(problemOf(`UPDATE "Grant" SET "renamed" = $1`)).resolves.toContain("renamed")
  const [overdue] = listRawStatements("keeper/journal/keep-journal.ts", {}).filter(({ text }) =>
    text.includes('"journaledAt" IS NULL'),
  )
  const renamed = overdue?.text.replaceAll('"journaledAt"', '"notedAt"') ?? ""
  await expect(problemOf(renamed)).resolves.toContain("notedAt")
})

function listPrograms(): string[] {
  const files = ROOMS.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: "utf8" }).map((one) => join(room, one)),
  )
  return files.filter(
    (one) =>
      /(?<!\.test|\.d)\.ts$/.test(one) &&
      !one.startsWith("lib/db/generated/") &&
      !OWN_SCHEMA.includes(one),
  )
}

async function problemOf(statement: string): Promise<string | null> {
  return client
    .query(`PREPARE statement AS ${statement}`)
    .then(() => client.query("DEALLOCATE statement"))
    .then(
      () => null,
      (cause: Error) => `${cause.message} in ${statement}`,
    )
}
