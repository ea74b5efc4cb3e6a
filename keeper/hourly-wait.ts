import type { Tx } from "@/lib/db/create-db"
import type { Prisma } from "@/lib/db/generated/client"

/**
 * In how many seconds one more may follow where `most` may come within an hour; 0: now. `times` selects when each of them came,
 * as "at". Counted in the database, so for all keepers together.
 */
export async function findHourlyWait(tx: Tx, times: Prisma.Sql, most: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ wait: number }[]>`
    SELECT ceil(extract(epoch FROM "at" + interval '1 hour' - statement_timestamp()))::int AS "wait" FROM (${times}) times
    WHERE "at" > statement_timestamp() - interval '1 hour' ORDER BY "at" DESC OFFSET ${most - 1} LIMIT 1`
  return row === undefined ? 0 : Math.max(1, row.wait)
}
