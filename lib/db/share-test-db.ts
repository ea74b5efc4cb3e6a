import { afterAll, beforeAll } from "vitest"
import { createTestDb, type WebTestDb } from "@/lib/db/test-db"

/** One database for a whole file of tests: made before the first, dropped after the last. Empty until then. */
export function shareTestDb(): WebTestDb {
  const testDb = {} as WebTestDb
  beforeAll(async () => {
    Object.assign(testDb, await createTestDb())
  })
  afterAll(() => testDb.drop())
  return testDb
}
