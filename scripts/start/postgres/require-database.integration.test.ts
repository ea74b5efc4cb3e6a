import { randomBytes } from "node:crypto"
import { Client } from "pg"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { createDb } from "@/lib/db/create-db"
import { migrate } from "@/prisma/migrate"
import { findFreePort } from "@/scripts/start/free-port"
import { requireDatabase } from "./require-database"

const ROLE = `role_${randomBytes(4).toString("hex")}`
const made: string[] = []
let admin: Client

beforeAll(async () => {
  admin = new Client(connectionTo(inject("testCluster").adminUrl))
  await admin.connect()
  await admin.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'made-up'`)
})
afterAll(async () => {
  for (const name of made) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
  await admin.query(`DROP ROLE ${ROLE}`)
  await admin.end()
})

const cases: [string, (name: string) => Promise<string>, RegExp][] = [
  [
    "a role that may make no tables",
    async (name) => addressOf(name),
    new RegExp(`GRANT USAGE, CREATE ON SCHEMA "public" TO ${ROLE}`),
  ],
  [
    "a schema that is not there, and may not be made",
    async (name) => `${addressOf(name)}?schema=tenantry`,
    new RegExp(`CREATE SCHEMA "tenantry" AUTHORIZATION ${ROLE}`),
  ],
  [
    "tables of another owner, whose rows row level security may hide",
    async (name) => {
      await migrate(addressOf(name, null))
      await ask(name, `GRANT ALL ON ALL TABLES IN SCHEMA public TO ${ROLE}`)
      await ask(name, `GRANT CREATE ON SCHEMA public TO ${ROLE}`)
      return addressOf(name)
    },
    new RegExp(`belong to postgres.*GRANT postgres TO ${ROLE}`),
  ],
  [
    "another program's tables",
    async (name) => {
      await ask(
        name,
        `CREATE TABLE "_prisma_migrations" (migration_name text, finished_at timestamptz, rolled_back_at timestamptz)`,
      )
      return addressOf(name, null)
    },
    /Another program keeps its tables in the schema public.*add \?schema=tenantry/,
  ],
  [
    "triggers that do not fire",
    async (name) => {
      await admin.query(`ALTER DATABASE ${name} SET session_replication_role = 'replica'`)
      return addressOf(name, null)
    },
    /session_replication_role is replica.*ALTER ROLE CURRENT_USER IN DATABASE/,
  ],
  [
    "a limit that cuts off migrations",
    async (name) => {
      await admin.query(`ALTER DATABASE ${name} SET transaction_timeout = '2s'`)
      return addressOf(name, null)
    },
    /transaction_timeout is 2s.*SET transaction_timeout = 0/,
  ],
  [
    "fewer connections than one process takes",
    async (name) => {
      await admin.query(`ALTER DATABASE ${name} CONNECTION LIMIT 3`)
      return addressOf(name)
    },
    /allows only 3 at a time, and each process takes up to 12 connections.*ALTER DATABASE fit_\w+ CONNECTION LIMIT -1/,
  ],
  [
    "a wrong password",
    async (name) => addressOf(name).replace("made-up", "wrong"),
    /refuses: .*Are the name and the password right\?/,
  ],
  [
    "a database that is not there",
    async () => addressOf("not_there"),
    new RegExp(`CREATE DATABASE "not_there" OWNER "${ROLE}" ENCODING 'UTF8'`),
  ],
  [
    "a port where nothing listens",
    async () => `postgresql://${ROLE}@127.0.0.1:${await findFreePort()}/books`,
    /refuses: .*Nothing listens there/,
  ],
  [
    "a server without the TLS that the address asks for",
    async (name) => `${addressOf(name)}?sslmode=verify-full`,
    /refuses: .*SSL/,
  ],
]

test.each(cases)(
  "%s: a start says the way out and writes nothing",
  async (_, prepare, sentence) => {
    const url = await prepare(await makeDatabase())
    const refusal = await requireDatabase(url).then(
      () => "taken",
      (error: Error) => error.message,
    )
    expect(refusal).toMatch(sentence)
    expect(refusal).toMatch(/^DATABASE_URL: the database at 127.0.0.1:\d+ /)
    expect(refusal).not.toContain("made-up")
  },
)

test("a database whose encoding cannot hold every name is refused", async () => {
  const name = await makeDatabase(
    "ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0",
  )
  await expect(requireDatabase(addressOf(name, null))).rejects.toThrow(/Its encoding is LATIN1/)
  expect(
    (await ask(name, "SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace")).rowCount,
  ).toBe(0)
})

test("with a schema in the address everything is in that schema, and nothing in public", async () => {
  const name = await makeDatabase()
  await ask(name, `CREATE SCHEMA "books-2" AUTHORIZATION ${ROLE}`)
  const url = `${addressOf(name)}?schema=books-2`
  await requireDatabase(url)
  await migrate(url)
  await requireDatabase(url)
  const { rows } = await ask(
    name,
    `SELECT relnamespace::regnamespace::text AS place, count(*)::int AS parts FROM pg_class
     WHERE relnamespace IN ('public'::regnamespace, '"books-2"'::regnamespace) GROUP BY 1`,
  )
  expect(rows).toEqual([{ place: '"books-2"', parts: expect.any(Number) }])
  const db = createDb(url)
  await db.throttle.create({ data: { key: "by Prisma" }, select: { key: true } })
  await db.$executeRaw`INSERT INTO "Throttle" ("key") VALUES ('by SQL')`
  expect(await db.throttle.count()).toBe(2)
  expect(await db.tenantOverview.count()).toBe(0)
  await db.$disconnect()
})

async function makeDatabase(how = "TEMPLATE template0"): Promise<string> {
  const name = `fit_${randomBytes(4).toString("hex")}`
  await admin.query(`CREATE DATABASE ${name} ${how}`)
  made.push(name)
  return name
}

/** As the role that may little, or as the superuser. */
function addressOf(database: string, role: string | null = ROLE): string {
  const url = new URL(inject("testCluster").adminUrl)
  url.pathname = database
  url.search = ""
  if (role !== null) [url.username, url.password] = [role, "made-up"]
  return url.href
}

async function ask(database: string, statement: string) {
  const client = new Client(connectionTo(addressOf(database, null)))
  await client.connect()
  return client.query(statement).finally(() => client.end())
}
