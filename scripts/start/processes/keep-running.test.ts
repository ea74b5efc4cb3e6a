import { expect, test, vi } from "vitest"
import { keepRunning, type Running, type Trouble } from "./keep-running"

test("what ends unasked is started again; what is stopped is not", async () => {
  const life = createLife()
  const kept = keepRunning(life.plan)
  await kept.ready
  life.die()
  await vi.waitFor(() => expect(life.starts).toBe(2), 10_000)
  expect(life.printed).toEqual(["ended unexpectedly (exit status 1); starting it again"])
  await kept.stop()
  expect(life.starts).toBe(2)
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

test("what keeps ending is tried again each minute, and soon again once it has lasted", async () => {
  vi.useFakeTimers()
  const life = createLife()
  const kept = keepRunning(life.plan)
  await kept.ready
  for (let death = 0; death < 6; death++) {
    life.die()
    await vi.advanceTimersByTimeAsync(11_000)
  }
  expect(life.starts).toBe(6)
  expect(life.printed.at(-1)).toBe(
    "keeps ending (exit status 1); the rest goes on, and it is tried again in a minute",
  )
  await vi.advanceTimersByTimeAsync(50_000)
  expect(life.starts).toBe(7)
  expect(life.troubles).toEqual([{ since: expect.any(Date), ends: 6 }])
  await vi.advanceTimersByTimeAsync(100_000)
  life.die()
  await vi.advanceTimersByTimeAsync(59_000)
  expect(life.starts).toBe(7)
  await vi.advanceTimersByTimeAsync(3 * 60_000)
  expect(life.troubles.at(-1)).toBe(null)
  life.die()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(life.starts).toBe(9)
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
  const troubles: (Trouble | null)[] = []
  const onTrouble = (trouble: Trouble | null) => void troubles.push(trouble)
  const life = { starts: 0, printed, troubles, die: () => {}, plan: { start, print, onTrouble } }

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
  return life
}
