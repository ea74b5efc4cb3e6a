import { setTimeout as sleep } from "node:timers/promises"
import type { Db } from "@/lib/db/create-db"
import { openProduct } from "./open-product"
import { readFlags } from "./read-flags"

// npm run bench:idle: how many transactions a product with nothing to do asks of its database in a minute, by the database's own
// count; eight minutes. Work that follows each event goes on for four minutes after the last, so it waits for longer first.
const { wait: WAIT_IN_SECONDS, minutes: MINUTES } = readFlags({ wait: 330, minutes: 2 })

const { db } = await openProduct({ KEEPER_PACE: "1" })
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
