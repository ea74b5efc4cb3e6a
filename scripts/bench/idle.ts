import { setTimeout as sleep } from "node:timers/promises"
import { createDb, type Db } from "@/lib/db/create-db"
import { startStack } from "@/scripts/check/stack"
import { readFlags } from "./read-flags"
import { atEnd } from "./run-bench"

// npm run bench:idle: how many transactions a product with nothing to do asks of its database in a minute, by the database's own
// count; eight minutes. Work that follows each event goes on for four minutes after the last, so it waits for longer first.
const {
  wait: [WAIT_IN_SECONDS = 0],
  minutes: [MINUTES = 0],
} = readFlags({ wait: "330", minutes: "2" })

const { stack, stop } = await startStack("bench", { env: { KEEPER_PACE: "1" } })
atEnd(stop)
const db = createDb(stack.databaseUrl, { maxConnections: 1 })
atEnd(() => db.$disconnect())
await sleep(WAIT_IN_SECONDS * 1_000)
const before = await count(db)
for (let minute = 1; minute <= MINUTES; minute += 1) {
  await sleep(60_000)
  // Each count is a transaction of its own.
  const asked = (await count(db)) - before - minute
  console.log(`${asked / minute} transactions a minute over ${minute} min`)
}

/** Sessions report theirs with a delay; over minutes it does not matter. */
async function count(tx: Db): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT ("xact_commit" + "xact_rollback")::int AS "count" FROM pg_stat_database WHERE "datname" = current_database()`
  return row?.count ?? Number.NaN
}
