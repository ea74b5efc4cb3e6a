import { spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { expect, test } from "vitest"
import { takeTurns } from "./take-turns.mjs"

const MODULE = new URL("take-turns.mjs", import.meta.url).href

test("of several at once each has its turn, one after the other, also where one fails", async () => {
  const name = randomUUID()
  const done: string[] = []
  let inTurn = 0
  const work = async (label: string): Promise<void> => {
    inTurn += 1
    expect(inTurn).toBe(1)
    await new Promise(setImmediate)
    done.push(label)
    inTurn -= 1
    if (label === "b") throw new Error("b failed")
  }
  const ends = await Promise.allSettled(
    ["a", "b", "c"].map((one) => takeTurns(name, () => work(one))),
  )
  expect(ends.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"])
  expect(done.sort()).toEqual(["a", "b", "c"])
})

test("a turn ends with its process, also when that is killed", async () => {
  const name = randomUUID()
  const program = `import { takeTurns } from ${JSON.stringify(MODULE)}
    await takeTurns(${JSON.stringify(name)}, () => {
      console.log("in turn")
      return new Promise(() => setInterval(() => {}, 1_000))
    })`
  const holder = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  await once(createInterface({ input: holder.stdout }), "line")
  const order: string[] = []
  const next = takeTurns(name, async () => order.push("next"))
  // As long as a turn takes that nobody holds up.
  await takeTurns(randomUUID(), async () => order.push("another"))
  order.push("killed")
  holder.kill("SIGKILL")
  await next
  expect(order).toEqual(["another", "killed", "next"])
})
