import { Client } from "pg"
import { afterEach, expect, test, vi } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { createTestDb } from "@/lib/db/test-db"
import { SESSION_SETTINGS } from "./session-settings"

afterEach(() => vi.unstubAllEnvs())

test("what the environment asks of every session, PGOPTIONS and PGCLIENTENCODING, undoes no setting", async () => {
  vi.stubEnv("PGOPTIONS", "-c TimeZone=Australia/Sydney -c search_path=evil -c statement_timeout=1")
  vi.stubEnv("PGCLIENTENCODING", "LATIN1")
  const testDb = await createTestDb()
  const names = Object.keys(SESSION_SETTINGS)
  const wanted = { ...SESSION_SETTINGS, search_path: '"public"' }
  const client = new Client(connectionTo(testDb.url))
  await client.connect()
  const { rows } = await client.query<Setting>(
    `SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS n(name)`,
    [[...names, "search_path"]],
  )
  expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toEqual(wanted)
  const ofPrisma = await testDb.db.$queryRaw<Setting[]>`
    SELECT name, current_setting(name) AS value FROM unnest(${names}::text[]) AS n(name)`
  expect(Object.fromEntries(ofPrisma.map(({ name, value }) => [name, value]))).toEqual({
    ...SESSION_SETTINGS,
    idle_in_transaction_session_timeout: "15s",
  })
  await client.end()
  await testDb.drop()
})

type Setting = { name: string; value: string }
