import { expect, test } from "vitest"
import { createTestDb } from "@/lib/db/test-db"

test("two test databases are migrated, empty and apart", async () => {
  const [one, other] = await Promise.all([createTestDb(), createTestDb()])
  await one.db.throttle.create({ data: { key: "one" } })
  expect(await one.db.throttle.count()).toBe(1)
  expect(await other.db.throttle.count()).toBe(0)
  await Promise.all([one.drop(), other.drop()])
})
