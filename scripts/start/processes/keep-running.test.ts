import { expect, test, vi } from "vitest"
import { keepRunning, type Running } from "./keep-running"

test("what ends unasked is started again; what is stopped is not", async () => {
  const life = createLife()
  const kept = keepRunning(life.plan)
  await kept.ready
  life.die()
  await vi.waitFor(() => expect(life.starts).toBe(2))
  expect(life.printed).toEqual(["ended unexpectedly (exit status 1); starting it again"])
  await kept.stop()
  expect(life.starts).toBe(2)
  expect(life.givenUp).toEqual([])
})

test("what cannot start the first time is told at once, not tried again", async () => {
  const life = createLife()
  const failing = { ...life.plan, start: () => Promise.reject(new Error("no port")) }
  await expect(keepRunning(failing).ready).rejects.toThrow("no port")
})

test("what is stopped while it still starts is told so, and not waited for", async () => {
  const kept = keepRunning({ ...createLife().plan, start: untilAborted })
  const failed = expect(kept.ready).rejects.toThrow("no longer wanted")
  await kept.stop()
  await failed
})

test("what keeps ending is given up", async () => {
  vi.useFakeTimers()
  const life = createLife()
  const kept = keepRunning(life.plan)
  await kept.ready
  for (let death = 0; death < 7; death++) {
    life.die()
    await vi.advanceTimersByTimeAsync(11_000)
  }
  expect(life.starts).toBe(6)
  expect(life.givenUp).toEqual(["exit status 1"])
  vi.useRealTimers()
  await kept.stop()
})

function untilAborted(signal: AbortSignal): Promise<Running> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("no longer wanted")))
  })
}

function createLife() {
  const printed: string[] = []
  const givenUp: string[] = []
  const life = { starts: 0, printed, givenUp, die: () => {}, plan: { start, print, giveUp } }

  async function start(): Promise<Running> {
    life.starts++
    const ended = new Promise<string>((resolve) => {
      life.die = () => resolve("exit status 1")
    })
    return { pid: life.starts, ended, stop: async () => life.die() }
  }
  function print(line: string): void {
    printed.push(line)
  }
  function giveUp(reason: string): void {
    givenUp.push(reason)
  }
  return life
}
