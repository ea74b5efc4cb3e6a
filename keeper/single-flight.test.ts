import { expect, it, vi } from "vitest"
import { createSingleFlight } from "@/keeper/single-flight"

function createSource() {
  let reads = 0
  const answers: Array<() => void> = []
  const read = () => {
    reads += 1
    const value = reads
    return new Promise<number>((resolve) => answers.push(() => resolve(value)))
  }
  return { read, answer: () => answers.shift()?.(), count: () => reads }
}

it("fifty who ask at once cost two readings, and none is given what was read before they asked", async () => {
  const { runAfter } = createSingleFlight()
  const source = createSource()
  const first = runAfter("one", source.read)
  const later = Array.from({ length: 49 }, () => runAfter("one", source.read))
  expect(source.count()).toBe(1)
  source.answer()
  expect(await first).toBe(1)
  await Promise.resolve()
  expect(source.count()).toBe(2)
  source.answer()
  expect(new Set(await Promise.all(later))).toEqual(new Set([2]))
  const afterwards = runAfter("one", source.read)
  source.answer()
  expect(await afterwards).toBe(3)
})

it("another key is another reading", async () => {
  const { runAfter } = createSingleFlight()
  const source = createSource()
  const both = [runAfter("one", source.read), runAfter("two", source.read)]
  source.answer()
  source.answer()
  expect(await Promise.all(both)).toEqual([1, 2])
})

it("a reading that fails is told to those who shared it, and the next begins anew", async () => {
  const { runAfter } = createSingleFlight()
  const failing = () => Promise.reject(new Error("away"))
  const both = [runAfter("one", failing), runAfter("one", async () => "there")]
  await expect(both[0]).rejects.toThrow("away")
  expect(await both[1]).toBe("there")
})

it("callers share the run that is under way, and the next begins anew unless its result is kept", async () => {
  vi.useFakeTimers()
  const source = createSource()
  const flight = createSingleFlight()
  const both = [flight.run("one", source.read), flight.run("one", source.read)]
  expect(flight.underWay()).toHaveLength(1)
  source.answer()
  expect(await Promise.all(both)).toEqual([1, 1])
  expect(flight.underWay()).toEqual([])
  const keeping = createSingleFlight({ keepMilliseconds: 1_000 })
  const kept = keeping.run("one", source.read)
  source.answer()
  await kept
  expect(await keeping.run("one", source.read)).toBe(2)
  vi.advanceTimersByTime(1_000)
  const anew = keeping.run("one", source.read)
  source.answer()
  expect(await anew).toBe(3)
  vi.useRealTimers()
})
