import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

/** Ends a member's sessions in every browser, save the one named; returns how many. */
export async function endSessionsOf(
  tx: Tx,
  memberId: string,
  exceptSessionId?: string,
): Promise<number> {
  const { count } = await tx.session.updateMany({
    where: { memberId, endedAt: null, ...(exceptSessionId && { id: { not: exceptSessionId } }) },
    data: { endedAt: await dbNow(tx) },
  })
  return count
}
