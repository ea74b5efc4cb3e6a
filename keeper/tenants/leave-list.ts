import { withdrawLinksFor } from "@/keeper/links/withdraw-links-of"
import type { Tx } from "@/lib/db/create-db"

/** Takes an organisation out of the list, on a member's word; nobody outside is asked to connect it any more. */
export async function leaveList(
  tx: Tx,
  { tenantId, memberId, at }: { tenantId: string; memberId: string; at: Date },
): Promise<void> {
  await tx.tenant.updateMany({ where: { tenantId }, data: { removedAt: at } })
  await withdrawLinksFor(tx, { tenantId, memberId })
}
