import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { giveBackAtRest } from "./give-back"

const MEGABYTE = 1024 * 1024
const machine = vi.hoisted(() => ({ heapSize: 0 }))
vi.mock("node:v8", () => ({ getHeapStatistics: () => ({ total_heap_size: machine.heapSize }) }))
const clock = vi.hoisted(() => ({ now: 0 }))
vi.mock("node:perf_hooks", () => ({ performance: { now: () => clock.now } }))

beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval"] }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it("collects garbage once a busy process has come to rest, once a minute at most, and where there is more than before", () => {
  const seen = collectionsOver(60, [
    [5, 900, 90],
    [10, 50, 90],
    [15, 50, 90],
    [75, 50, 64],
    [80, 2_000, 200],
    [85, 300, 200],
  ])
  expect(seen).toEqual([0, 1, 1, 1, 1, 2])
})

it("measures what comes after by what was left in the end, where Node lets go of it only later", () => {
  const seen = collectionsOver(90, [
    [5, 50, 120],
    [10, 50, 60],
    [75, 50, 70],
  ])
  expect(seen).toEqual([1, 1, 2])
})

/** How often it was collected by each look: `left` is there right after, in megabytes. */
function collectionsOver(left: number, looks: Look[]): number[] {
  let collections = 0
  giveBackAtRest(() => {
    collections += 1
    machine.heapSize = left * MEGABYTE
  })
  return looks.map(([seconds, milliseconds, megabytes]) => {
    clock.now = seconds * 1_000
    machine.heapSize = megabytes * MEGABYTE
    vi.spyOn(process, "cpuUsage").mockReturnValue({ user: milliseconds * 1_000, system: 0 })
    vi.advanceTimersByTime(5_000)
    return collections
  })
}

type Look = [seconds: number, milliseconds: number, megabytes: number]
