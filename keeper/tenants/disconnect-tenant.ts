import type { Keeper } from "@/keeper/keeper"
import { tellXero } from "@/keeper/tenants/tell-xero"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"

/**
 * Disconnects one organisation, through every consent that reaches it, with `DELETE /connections/{id}`; never by
 * revocation, so the others of those consents keep working. Where Xero cannot be told any more it is removed here alone,
 * and said so. Each connection's end is written as Xero does it; trouble leaves the rest as it is, to be tried again.
 */
export async function disconnectTenant(
  keeper: Keeper,
  memberId: string,
  tenantId: string,
): Promise<OperationOutput<"disconnectTenant">> {
  const connections = await keeper.db.connection.findMany({
    where: { tenantId, state: { in: ["connected", "disconnected_in_xero", "offered"] } },
    orderBy: { id: "asc" },
    select: { id: true, connectionId: true, grantId: true, state: true },
  })
  if (connections.length === 0) return { kind: "not_found" }
  let toldXero = true
  let ended = 0
  for (const connection of connections) {
    if (connection.state === "disconnected_in_xero") continue
    const told = await tellXero(keeper, connection)
    if (told.kind === "trouble") {
      const kind = ended > 0 ? "partly_done" : "xero_trouble"
      return { kind, trouble: told.trouble }
    }
    if (told.kind === "cannot") toldXero = false
    else {
      await endConnection(keeper, connection)
      ended += 1
    }
  }
  await keeper.db.$transaction(async (tx) => {
    const now = await dbNow(tx)
    await tx.connection.updateMany({
      where: { tenantId, state: { not: "disconnected" } },
      data: { state: "disconnected", endedAt: now },
    })
    await tx.tenant.update({
      where: { tenantId },
      data: { removedAt: now },
      select: { tenantId: true },
    })
    await recordEvent(tx, { kind: "tenant.disconnected", memberId, tenantId, detail: { toldXero } })
  })
  return { kind: "disconnected", toldXero }
}

/** Unless a consent has put another connection in its place meanwhile. */
async function endConnection(
  keeper: Keeper,
  { id, connectionId }: { id: string; connectionId: string },
): Promise<void> {
  await keeper.db.connection.updateMany({
    where: { id, connectionId },
    data: { state: "disconnected", endedAt: await dbNow(keeper.db) },
  })
}
