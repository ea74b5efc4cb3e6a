import { expect } from "vitest"
import type { Db, Tx } from "@/lib/db/create-db"

/**
 * Starts `act` while another transaction has run `hold`, which must make it wait; runs `meanwhile` in that transaction before
 * it lets go. Returns what `act` answers.
 */
export async function overtake<T>(db: Db, { hold, act, meanwhile }: Overtaking<T>): Promise<T> {
  const { asked } = await db.$transaction(async (tx) => {
    await hold(tx)
    const asked = act()
    await expect.poll(() => countWaiting(db), { timeout: 4_000, interval: 10 }).toBe(1)
    await meanwhile(tx)
    return { asked }
  })
  return asked
}

/** How many wait for what somebody else has locked. */
async function countWaiting(db: Db): Promise<number> {
  const waiting = await db.$queryRaw<object[]>`
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  return waiting.length
}

type Overtaking<T> = {
  hold: (tx: Tx) => Promise<unknown>
  act: () => Promise<T>
  meanwhile: (tx: Tx) => Promise<unknown>
}
