import type { Tx } from "@/lib/db/create-db"

/** The database's clock, the only one that rows are written and compared by. */
export async function dbNow(tx: Tx): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`
  if (row === undefined) throw new Error("the database tells no time")
  return row.now
}
