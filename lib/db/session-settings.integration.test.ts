import { afterEach, expect, test, vi } from "vitest"
import { openClient } from "@/lib/db/connection"
import { createTestDb } from "@/lib/db/test-db"
import { SESSION_SETTINGS } from "./session-settings"

afterEach(() => vi.unstubAllEnvs())

test("what the environment asks of every session, PGOPTIONS and PGCLIENTENCODING, undoes no setting", async () => {
  vi.stubEnv("PGOPTIONS", "-c TimeZone=Australia/Sydney -c search_path=evil -c statement_timeout=1")
  vi.stubEnv("PGCLIENTENCODING", "LATIN1")
  const testDb = await createTestDb()
  const names = Object.keys(SESSION_SETTINGS)
  const wanted = { ...SESSION_SETTINGS, search_path: '"public"' }
  const client = await openClient(testDb.url)
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

test("whoever asks over a lost connection is told so, and the loss itself ends no process", async () => {
  const testDb = await createTestDb()
  const client = await openClient(testDb.url)
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")
  const lost = new Promise((resolve) => client.once("end", resolve))
  await testDb.db.$queryRaw`SELECT pg_terminate_backend(${rows[0]?.pid ?? 0}::int)`
  await lost
  await expect(client.query("SELECT 1")).rejects.toThrow(/not queryable/)
  await testDb.drop()
})

test("several servers are asked which of them takes writes with our settings too", async () => {
  vi.stubEnv("PGOPTIONS", "-c idle_session_timeout=1ms -c statement_timeout=1ms")
  const testDb = await createTestDb()
  const { host } = new URL(testDb.url)
  const client = await openClient(testDb.url.replace(host, `127.0.0.1:1,${host}`))
  expect((await client.query("SHOW TimeZone")).rows).toEqual([{ TimeZone: "UTC" }])
  await client.end()
  await testDb.drop()
})

type Setting = { name: string; value: string }
