import type { Tx } from "@/lib/db/create-db"
import { db } from "@/web/db"

/** Whether the database holds web to what is web's: it has a role of its own there, which may not mint a service. */
export async function hasWall(on: Tx = db()): Promise<boolean> {
  const [row] = await on.$queryRaw<{ mints: boolean }[]>`
    SELECT has_table_privilege('"ServiceSecret"', 'INSERT') AS "mints"`
  return row?.mints === false
}
