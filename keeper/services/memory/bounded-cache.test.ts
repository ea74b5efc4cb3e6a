import { expect, it } from "vitest"
import { createBoundedCache } from "@/keeper/services/memory/bounded-cache"

it("keeps what is asked for and lets the rest go when it is full", () => {
  const cache = createBoundedCache<{ name: string }>(3)
  for (const name of ["one", "two", "three"]) cache.set(name, { name })
  cache.get("one")
  cache.set("four", { name: "four" })
  expect(cache.get("one")).toEqual({ name: "one" })
  expect(cache.get("two")).toBeUndefined()
  expect(cache.size()).toBe(3)
})

it("is bounded by weight, whatever was asked for", () => {
  const cache = createBoundedCache<{ weight: number }>(10, {
    weigh: ({ weight }) => weight,
  })
  for (let n = 0; n < 5; n += 1) {
    cache.set(`six ${n}`, { weight: 6 })
    cache.get(`six ${n}`)
  }
  expect(cache.size()).toBe(1)
  cache.set("too heavy by itself", { weight: 11 })
  expect(cache.get("too heavy by itself")).toBeUndefined()
})

it("what comes in is never what makes room, and what does is told of", () => {
  const dropped: string[] = []
  const cache = createBoundedCache<{ name: string }>(2, {
    dropped: ({ name }) => dropped.push(name),
  })
  for (const name of ["a", "b"]) cache.set(name, { name })
  for (const name of ["a", "b"]) cache.get(name)
  cache.set("c", { name: "c" })
  expect(cache.get("c")).toEqual({ name: "c" })
  cache.delete("b")
  expect(dropped).toEqual(["a"])
})
