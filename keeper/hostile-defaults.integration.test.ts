import { randomBytes } from "node:crypto"
import { Client } from "pg"
import { expect, inject, test, vi } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { startTestEnv } from "@/keeper/testing/start-test-env"
import { connectionTo } from "@/lib/db/connection"
import { createDb, type Db } from "@/lib/db/create-db"
import { SESSION_SETTINGS } from "@/lib/db/session-settings"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { migrate } from "@/prisma/migrate"

// Each default that a role or a database can have and that would break something, were it in force.
const HOSTILE = {
  TimeZone: "Australia/Sydney",
  DateStyle: "German, DMY",
  IntervalStyle: "sql_standard",
  client_encoding: "LATIN1",
  extra_float_digits: "-15",
  bytea_output: "escape",
  array_nulls: "off",
  transform_null_equals: "on",
  standard_conforming_strings: "off",
  backslash_quote: "off",
  search_path: "evil",
  default_transaction_isolation: "serializable",
  default_transaction_read_only: "on",
  default_transaction_deferrable: "on",
  default_table_access_method: "columnar",
  synchronous_commit: "off",
  row_security: "off",
  jit: "on",
  exit_on_error: "on",
  statement_timeout: "1ms",
  lock_timeout: "1ms",
  idle_session_timeout: "1ms",
  idle_in_transaction_session_timeout: "1ms",
}
// Where the defaults stand, and the schema that the address names.
const SCOPES = [
  ["DATABASE", "public"],
  ["ROLE", "public"],
  ["ROLE IN DATABASE", "tenantry"],
] as const
// Both ends of the world, with and without summer time, and one that is not whole hours from UTC.
const ZONES = [
  ["Pacific/Kiritimati", 14],
  ["Pacific/Pago_Pago", -11],
  ["Australia/Sydney", 10],
  ["America/Los_Angeles", -7],
  ["Asia/Kathmandu", 5.75],
  ["UTC", 0],
] as const
const tables = new Map<string, string>()

test.each(SCOPES)(
  "hostile defaults of a %s change no setting, no time and no flow in the schema %s",
  async (scope, schema) => {
    const database = await hostileDatabase(scope, schema)
    const testEnv = await startTestEnv({ database })
    const settings = await readSettings(testEnv.db)
    const wanted = { ...SESSION_SETTINGS, idle_in_transaction_session_timeout: "15s" }
    expect(settings).toEqual({ ...wanted, search_path: `"${schema}"` })
    await expectOneClock(testEnv.db)
    const { outcome, grantId } = await testEnv.consent({ choose: "mapleFlorist" })
    expect(outcome.kind).toBe("connected")
    await testEnv.db.grant.update({ where: { id: grantId }, data: { refreshDueAt: new Date(0) } })
    expect(await refreshGrant(testEnv.keeper, grantId)).toMatchObject({ kind: "refreshed" })
    const { lastRefreshedAt, refreshTokenExpiresAt } = await testEnv.db.grant.findUniqueOrThrow({
      where: { id: grantId },
      select: { lastRefreshedAt: true, refreshTokenExpiresAt: true },
    })
    expect(Math.abs(lastRefreshedAt.getTime() - Date.now())).toBeLessThan(60_000)
    const days = (refreshTokenExpiresAt.getTime() - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(59.9)
    const overview = await testEnv.db.tenantOverview.findFirstOrThrow({ select: { status: true } })
    expect(overview.status).toBe("healthy")
    const lines = Object.entries(HOSTILE).map(
      ([name, value]) => `${name} | ${value} | ${settings[name]}\n`,
    )
    tables.set(scope, `# setting | default of the ${scope} | in force\n\n${lines.join("")}`)
    await testEnv.close()
  },
)

test("the table of hostile defaults says what is in force instead of each", async () => {
  expect([...tables.keys()]).toEqual(SCOPES.map(([scope]) => scope))
  await expect([...tables.values()].join("\n")).toMatchFileSnapshot("hostile-defaults.txt")
})

test.each(ZONES)(
  "a process and a database in the zone %s agree on every moment",
  async (zone, hours) => {
    const testDb = await createTestDb()
    await testDb.db.$executeRawUnsafe(
      `ALTER DATABASE ${new URL(testDb.url).pathname.slice(1)} SET timezone = '${zone}'`,
    )
    vi.stubEnv("TZ", zone)
    const db = createDb(testDb.url)
    expect(new Date("2026-07-01T12:00:00Z").getTimezoneOffset()).toBeCloseTo(-60 * hours)
    await expectOneClock(db).finally(() => vi.unstubAllEnvs())
    await db.$disconnect()
    await testDb.drop()
  },
)

/** What JavaScript writes, what SQL writes and what both read back is one moment. */
async function expectOneClock(db: Db): Promise<void> {
  const written = new Date("2026-07-01T12:34:56.789Z")
  const key = randomBytes(4).toString("hex")
  await db.throttle.create({ data: { key, countedAt: written }, select: { key: true } })
  const read = await db.throttle.findUniqueOrThrow({
    where: { key },
    select: { countedAt: true },
  })
  expect(read.countedAt.toISOString()).toBe(written.toISOString())
  const [row] = await db.$queryRaw<{ raw: Date; epoch: number; same: boolean; now: Date }[]>`
    SELECT "countedAt" AS raw, extract(epoch FROM "countedAt")::float8 AS epoch,
      "countedAt" = ${written} AS same, clock_timestamp() AS now
    FROM "Throttle" WHERE "key" = ${key}`
  expect(row?.raw.toISOString()).toBe(written.toISOString())
  expect(row?.epoch).toBe(written.getTime() / 1000)
  expect(row?.same).toBe(true)
  expect(Math.abs((row?.now.getTime() ?? 0) - Date.now())).toBeLessThan(5_000)
}

async function readSettings(db: Db): Promise<Record<string, string>> {
  const names = Object.keys(HOSTILE)
  const rows = await db.$queryRaw<{ name: string; value: string }[]>`
    SELECT name, current_setting(name) AS value FROM unnest(${names}::text[]) n(name)`
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

/** A database of a role of its own, both made for this test, migrated while the defaults are in force. */
async function hostileDatabase(scope: (typeof SCOPES)[number][0], schema: string): Promise<TestDb> {
  const { adminUrl } = inject("testCluster")
  const name = `hostile_${randomBytes(4).toString("hex")}`
  const admin = new Client(connectionTo(adminUrl))
  await admin.connect()
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD 'made-up'`)
  await admin.query(`CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0`)
  const whose = {
    DATABASE: `DATABASE ${name}`,
    ROLE: `ROLE ${name}`,
    "ROLE IN DATABASE": `ROLE ${name} IN DATABASE ${name}`,
  }[scope]
  for (const [setting, value] of Object.entries(HOSTILE)) {
    await admin.query(`ALTER ${whose} SET ${setting} = '${value}'`)
  }
  const url = new URL(adminUrl)
  url.pathname = name
  url.username = name
  url.password = "made-up"
  if (schema !== "public") url.searchParams.set("schema", schema)
  await migrate(url.href)
  const db = createDb(url.href)
  return {
    db,
    url: url.href,
    async drop() {
      await db.$disconnect()
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
      await admin.query(`DROP ROLE ${name}`)
      await admin.end()
    },
  }
}
