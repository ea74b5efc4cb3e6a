import type { Keeper } from "@/keeper/keeper"
import { endAtXero } from "@/keeper/tenants/end-at-xero"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"

/**
 * Disconnects one organisation, through every consent that reaches it, with `DELETE /connections/{id}`; never by
 * revocation, so the others of those consents keep working. If it can no longer be ended at Xero, it is removed here
 * only, and the answer says so. Each connection's end is written as soon as Xero ends it; after trouble the rest stays
 * as it is and can be tried again.
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
    const atXero = await endAtXero(keeper, connection)
    if (atXero.kind === "trouble") {
      const kind = ended > 0 ? "partly_done" : "xero_trouble"
      return { kind, trouble: atXero.trouble }
    }
    if (atXero.kind === "cannot") toldXero = false
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

/** Ends it, unless a consent has put another connection in its place in the meantime. */
async function endConnection(
  keeper: Keeper,
  { id, connectionId }: { id: string; connectionId: string },
): Promise<void> {
  await keeper.db.connection.updateMany({
    where: { id, connectionId },
    data: { state: "disconnected", endedAt: await dbNow(keeper.db) },
  })
}
