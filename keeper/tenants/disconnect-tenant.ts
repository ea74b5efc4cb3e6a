import type { Keeper } from "@/keeper/keeper"
import { endAtXero } from "@/keeper/tenants/end-at-xero"
import { leaveList } from "@/keeper/tenants/leave-list"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"
import type { XeroTrouble } from "@/lib/contract/outcomes"
import { dbNow } from "@/lib/db/clock"

/**
 * Disconnects one organisation, through every consent that reaches it, with `DELETE /connections/{id}`; never by
 * revocation, so the others of those consents keep working. If it can no longer be ended at Xero, it is removed here
 * only, and the answer says so. Each connection's end is written as soon as Xero ends it, the last one's with the
 * organisation's: after trouble, or a kill, the rest stays as it is and can be tried again. What a consent connects meanwhile
 * is ended as well. Links for it are withdrawn.
 */
export async function disconnectTenant(
  keeper: Keeper,
  memberId: string,
  tenantId: string,
): Promise<OperationOutput<"disconnectTenant">> {
  let toldXero = true
  for (let round = 0; ; round += 1) {
    const connections = await keeper.db.connection.findMany({
      where: { tenantId, state: { in: ["connected", "disconnected_in_xero", "offered"] } },
      orderBy: { id: "asc" },
      select: { id: true, connectionId: true, grantId: true, state: true },
    })
    if (connections.length === 0 && round === 0) return { kind: "not_found" }
    const ended = await endAll(
      keeper,
      connections.filter((one) => one.state !== "disconnected_in_xero"),
    )
    if (ended.kind !== "ended") return ended
    toldXero &&= ended.toldXero
    if (await endTenant(keeper, { memberId, tenantId, toldXero, connections }))
      return { kind: "disconnected", toldXero }
  }
}

async function endAll(keeper: Keeper, connections: Ending[]): Promise<Ended> {
  let toldXero = true
  let ended = 0
  for (const connection of connections) {
    const atXero = await endAtXero(keeper, connection)
    if (atXero.kind === "trouble")
      return { kind: ended > 0 ? "partly_done" : "xero_trouble", trouble: atXero.trouble }
    if (atXero.kind === "cannot") toldXero = false
    else ended += 1
    const isWritten = atXero.kind === "ended" && connection !== connections.at(-1)
    if (isWritten) await endConnection(keeper, connection)
  }
  return { kind: "ended", toldXero }
}

/** With those of its connections that are left, and the word of it. False while a consent has connected it anew. */
async function endTenant(
  keeper: Keeper,
  { memberId, tenantId, toldXero, connections }: TenantEnd,
): Promise<boolean> {
  return keeper.db.$transaction(async (tx) => {
    // A consent that stores a connection of it is waited for, or waits.
    await tx.$queryRaw`SELECT FROM "Tenant" WHERE "tenantId" = ${tenantId}::uuid FOR UPDATE`
    const now = await dbNow(tx)
    await tx.connection.updateMany({
      where: { OR: connections.map(({ id, connectionId }) => ({ id, connectionId })) },
      data: { state: "disconnected", endedAt: now },
    })
    const left = await tx.connection.count({
      where: { tenantId, state: { in: ["connected", "offered"] } },
    })
    if (left > 0) return false
    await leaveList(tx, { tenantId, memberId, at: now })
    await recordEvent(tx, { kind: "tenant.disconnected", memberId, tenantId, detail: { toldXero } })
    return true
  })
}

/** Ends it, unless a consent has put another connection in its place in the meantime. */
async function endConnection(keeper: Keeper, { id, connectionId }: Ending): Promise<void> {
  await keeper.db.connection.updateMany({
    where: { id, connectionId },
    data: { state: "disconnected", endedAt: await dbNow(keeper.db) },
  })
}

type TenantEnd = { memberId: string; tenantId: string; toldXero: boolean; connections: Ending[] }
type Ending = { id: string; connectionId: string; grantId: string }
type Ended =
  | { kind: "ended"; toldXero: boolean }
  | { kind: "partly_done" | "xero_trouble"; trouble: XeroTrouble }
