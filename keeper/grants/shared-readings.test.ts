import { expect, it } from "vitest"
import { createSharedReadings } from "@/keeper/grants/shared-readings"

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
  const { read } = createSharedReadings()
  const source = createSource()
  const first = read("one", source.read)
  const later = Array.from({ length: 49 }, () => read("one", source.read))
  expect(source.count()).toBe(1)
  source.answer()
  expect(await first).toBe(1)
  await Promise.resolve()
  expect(source.count()).toBe(2)
  source.answer()
  expect(new Set(await Promise.all(later))).toEqual(new Set([2]))
  const afterwards = read("one", source.read)
  source.answer()
  expect(await afterwards).toBe(3)
})

it("another key is another reading", async () => {
  const { read } = createSharedReadings()
  const source = createSource()
  const both = [read("one", source.read), read("two", source.read)]
  source.answer()
  source.answer()
  expect(await Promise.all(both)).toEqual([1, 2])
})

it("a reading that fails is told to those who shared it, and the next begins anew", async () => {
  const { read } = createSharedReadings()
  const failing = () => Promise.reject(new Error("away"))
  const both = [read("one", failing), read("one", async () => "there")]
  await expect(both[0]).rejects.toThrow("away")
  expect(await both[1]).toBe("there")
})
