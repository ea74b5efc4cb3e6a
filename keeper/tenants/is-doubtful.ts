import type { Tx } from "@/lib/db/create-db"

/** Whether the grant's newest token set may have been lost with restored data: Xero has not accepted one since. */
export async function isDoubtful(db: Tx, grantId: string): Promise<boolean> {
  const doubtful = await db.grant.count({ where: { id: grantId, doubtfulSince: { not: null } } })
  return doubtful > 0
}
