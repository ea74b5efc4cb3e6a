import { awaitingList } from "@/keeper/imports/settle-row"
import type { Keeper } from "@/keeper/keeper"
import { applyList, diffOf } from "@/keeper/tenants/apply-list"
import type { AskedList, ListDiff } from "@/keeper/tenants/plan-connections"
import { type ListReading, readList } from "@/keeper/tenants/read-list"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

/**
 * Reads which tenants the grant reaches now and writes them. If a consent or an import of the grant still waits for its
 * list, only that may write it, because it knows what is new: it is made due and reads the list in a moment.
 */
export async function checkGrant(keeper: Keeper, grantId: string): Promise<ListReading> {
  return readList(keeper, grantId, writeUnlessAwaited)
}

/** The same for a custom connection that a member asks about: what was disconnected here comes back, if Xero lists it. */
export async function checkCustom(
  keeper: Keeper,
  grantId: string,
  memberId: string,
): Promise<ListReading> {
  return readList(keeper, grantId, (tx, asked) => {
    const claimed = new Set(asked.connections.map((one) => one.tenantId))
    return applyList(tx, { ...asked, memberId, newState: "connected", claimed })
  })
}

async function writeUnlessAwaited(tx: Tx, asked: AskedList): Promise<ListDiff> {
  const { grantId } = asked
  const consents = await tx.consentRequest.count({ where: { grantId, OR: AWAITING_LIST } })
  const imported = await tx.importRow.count({ where: awaitingList(grantId) })
  if (consents + imported === 0)
    return applyList(tx, { ...asked, newState: "connected", claimed: new Set() })
  await tx.$executeRaw`
    UPDATE "Grant" SET "checkDueAt" = clock_timestamp() WHERE "id" = ${grantId}::uuid`
  return diffOf(asked.connections, { added: [], missing: [], refused: [] })
}

/** Consents whose token set is stored but whose organisations are not listed yet. */
export const AWAITING_LIST = [
  { outcome: { equals: Prisma.DbNull } },
  { outcome: { path: ["kind"], equals: "list_pending" } },
]
