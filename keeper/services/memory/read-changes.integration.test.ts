import { afterAll, beforeAll, expect, it } from "vitest"
import { type Look, readChanges } from "@/keeper/services/memory/read-changes"
import { openClient } from "@/lib/db/connection"
import { shareTestDb } from "@/lib/db/share-test-db"

const made = shareTestDb()
let client: Awaited<ReturnType<typeof openClient>>

beforeAll(async () => {
  client = await openClient(made.url)
})
afterAll(() => client.end())

it("organisations that appear are named one by one, and more than a keeper remembers with one word", async () => {
  const before = await readChanges(client, null)
  const some = await keysAfter(2, before.look)
  expect(some.keys).toEqual([expect.stringMatching(/^tenant:/), expect.stringMatching(/^tenant:/)])
  expect((await keysAfter(20_001, some.look)).keys).toEqual(["all:"])
})

async function keysAfter(organisations: number, since: Look) {
  await made.db.$executeRaw`
    INSERT INTO "Tenant" ("tenantId", "name", "type")
    SELECT gen_random_uuid(), 'Crowd', 'ORGANISATION' FROM generate_series(1, ${organisations}::int)`
  return readChanges(client, since)
}
