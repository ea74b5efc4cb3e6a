import { expect, test } from "vitest"
import { createTurns } from "@/lib/members/turns"

test("no more run at once than may, and one too many is told so at once", async () => {
  const turns = createTurns({ atOnce: 2, waiting: 3, waitingFromOne: 3 })
  const held = hold()
  let most = 0
  let now = 0
  const all = [1, 2, 3, 4, 5, 6, 7].map((at) =>
    turns.take({ from: String(at), lane: "stranger" }, async () => {
      now += 1
      most = Math.max(most, now)
      await held.until
      now -= 1
      return at
    }),
  )
  expect(await Promise.all(all.slice(5))).toEqual([null, null])
  held.release()
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5, null, null])
  expect(most).toBe(2)
})

test("a known browser goes before strangers, who is guessed at comes last, and one sender cannot take all the places", async () => {
  const turns = createTurns({ atOnce: 1, waiting: 3, waitingFromOne: 2 })
  const held = hold()
  const order: string[] = []
  const take = (from: string, lane: "known" | "stranger" | "guessed_at" = "stranger") =>
    turns.take({ from, lane }, async () => {
      await held.until
      order.push(from)
      return from
    })
  const asked = [
    take("a"),
    take("g", "guessed_at"),
    take("2001:db8::1"),
    take("2001:db8::2"),
    take("2001:db8::3"),
    take("c"),
    take("d"),
    take("k", "known"),
  ]
  held.release()
  expect(await Promise.all(asked)).toEqual([
    "a",
    "g",
    "2001:db8::1",
    "2001:db8::2",
    null,
    "c",
    null,
    "k",
  ])
  expect(order).toEqual(["a", "k", "2001:db8::1", "2001:db8::2", "c", "g"])
})

test("a task that fails gives its turn on", async () => {
  const turns = createTurns({ atOnce: 1, waiting: 1, waitingFromOne: 1 })
  const fails = turns.take({ from: "a", lane: "stranger" }, () =>
    Promise.reject(new Error("broken")),
  )
  const next = turns.take({ from: "b", lane: "stranger" }, async () => "done")
  await expect(fails).rejects.toThrow("broken")
  expect(await next).toBe("done")
})

function hold(): { until: Promise<void>; release: () => void } {
  let release = (): void => {}
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  return { until, release }
}
