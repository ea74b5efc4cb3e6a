import { availableParallelism } from "node:os"
import { addressBlock } from "@/lib/members/address-block"

/** Passwords looked at at once, in one process: half the cores, and 19 MiB each, whoever asks. */
const PASSWORDS_AT_ONCE = Math.max(1, availableParallelism() >> 1)
const LANES = ["known", "stranger", "guessed_at"] as const
const MOST_WAITING = 100
const MOST_WAITING_FROM_ONE = 10

/**
 * Lets a few tasks run at once while a few more wait; null, at once, for one too many. Each lane has places of its
 * own, and goes before the next: who is known, strangers, and strangers at an account that is guessed at.
 * `from`: one sender cannot take all the places, with all addresses of an IPv6 network either.
 */
export function createTurns(limits: TurnLimits): Turns {
  const waiting = LANES.map((): Waiting[] => [])
  let running = 0

  function enter(who: Asker): Promise<void> | null {
    if (running < limits.atOnce) {
      running += 1
      return Promise.resolve()
    }
    const lane = waiting[LANES.indexOf(who.lane)] ?? []
    const alike = lane.filter((one) => one.from === who.from).length
    if (lane.length >= limits.waiting || alike >= limits.waitingFromOne) return null
    return new Promise((go) => lane.push({ from: who.from, go }))
  }

  function leave(): void {
    const next = waiting.find((lane) => lane.length > 0)?.shift()
    if (next === undefined) running -= 1
    else next.go()
  }

  return {
    async take({ from, lane }, task) {
      const turn = enter({ from: addressBlock(from).address, lane })
      if (turn === null) return null
      await turn
      return task().finally(leave)
    },
  }
}

export const passwordTurns = createTurns({
  atOnce: PASSWORDS_AT_ONCE,
  waiting: MOST_WAITING,
  waitingFromOne: MOST_WAITING_FROM_ONE,
})

type Waiting = { from: string; go: () => void }
type Asker = { from: string; lane: (typeof LANES)[number] }
type TurnLimits = { atOnce: number; waiting: number; waitingFromOne: number }
export type Turns = { take<T>(who: Asker, task: () => Promise<T>): Promise<T | null> }
