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
  let collections = 0
  giveBackAtRest(() => {
    collections += 1
    machine.heapSize = 60 * MEGABYTE
  })
  const looks: [seconds: number, milliseconds: number, megabytes: number][] = [
    [5, 900, 90],
    [10, 50, 90],
    [15, 50, 90],
    [75, 50, 64],
    [80, 2_000, 200],
    [85, 300, 200],
  ]
  const seen = looks.map(([seconds, milliseconds, megabytes]) => {
    clock.now = seconds * 1_000
    machine.heapSize = megabytes * MEGABYTE
    vi.spyOn(process, "cpuUsage").mockReturnValue({ user: milliseconds * 1_000, system: 0 })
    vi.advanceTimersByTime(5_000)
    return collections
  })
  expect(seen).toEqual([0, 1, 1, 1, 1, 2])
})
