import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { database } from "@/lib/db/outage/testing"
import { DatabaseAway, unlessAway } from "@/lib/db/outage/unless-away"

beforeEach(() => {
  vi.useFakeTimers()
  Object.assign(database, { isThere: true, knownAway: false })
})
afterEach(() => void vi.useRealTimers())

test("work is done while the database is there, however long it takes, and its own errors stay its own", async () => {
  const slow = unlessAway(database, () => new Promise((done) => setTimeout(done, 60_000, "done")))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await slow).toBe("done")
  const broken = unlessAway(database, () => Promise.reject(new Error("of its own")))
  await expect(broken).rejects.toThrow("of its own")
  expect(vi.getTimerCount()).toBe(0)
})

test("work is not begun while the database is away, and given up once it turns out to be", async () => {
  Object.assign(database, { isThere: false })
  const waiting = unlessAway(database, () => new Promise(() => {}))
  waiting.catch(() => {})
  await vi.advanceTimersByTimeAsync(1_500)
  await expect(waiting).rejects.toThrow(DatabaseAway)
  const work = vi.fn()
  await expect(unlessAway(database, work)).rejects.toThrow(DatabaseAway)
  expect(work).not.toHaveBeenCalled()
})

test("an error that came of an absent database says so", async () => {
  Object.assign(database, { isThere: false })
  const failed = unlessAway(database, () => Promise.reject(new Error("connection lost")))
  await expect(failed).rejects.toThrow(DatabaseAway)
  expect(database.isAway()).toBe(true)
})

test("work is begun as soon as the database is back, whatever the last look said", async () => {
  Object.assign(database, { isThere: true, knownAway: true })
  expect(await unlessAway(database, async () => "done")).toBe("done")
})
