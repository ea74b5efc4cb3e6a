import { liveAccessToken } from "@/keeper/grants/live-access-token"
import type { Keeper } from "@/keeper/keeper"
import { troubleOf } from "@/keeper/trouble"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"
import type { XeroTrouble } from "@/lib/contract/outcomes"
import { dbNow } from "@/lib/db/clock"

/**
 * Disconnects one organisation, through every consent that reaches it, with `DELETE /connections/{id}`; never by
 * revocation, so the others of those consents keep working. Where a chain has ended Xero cannot be told any more: then it
 * is removed here alone, and said so. While Xero is only in trouble nothing is changed, so that it can be tried again.
 */
export async function disconnectTenant(
  keeper: Keeper,
  memberId: string,
  tenantId: string,
): Promise<OperationOutput<"disconnectTenant">> {
  const connections = await keeper.db.connection.findMany({
    where: { tenantId, state: { in: ["connected", "disconnected_in_xero", "offered"] } },
    select: { connectionId: true, grantId: true, state: true },
  })
  if (connections.length === 0) return { kind: "not_found" }
  let toldXero = true
  for (const connection of connections) {
    const told = await tellXero(keeper, connection)
    if (told.kind === "trouble") return { kind: "xero_trouble", trouble: told.trouble }
    if (told.kind === "cannot") toldXero = false
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

async function tellXero(
  keeper: Keeper,
  { connectionId, grantId, state }: { connectionId: string; grantId: string; state: string },
): Promise<Told> {
  if (state === "disconnected_in_xero") return { kind: "told" }
  const token = await liveAccessToken(keeper, grantId, 30)
  if (token.kind === "none") {
    const gone = token.why.kind === "ended"
    return gone ? { kind: "cannot" } : { kind: "trouble", trouble: troubleOf(token.why) }
  }
  const deleted = await keeper.xero.deleteConnection({
    accessToken: token.accessToken,
    connectionId,
  })
  if (deleted.kind === "deleted") return { kind: "told" }
  if (deleted.kind === "token_refused") return { kind: "cannot" }
  return { kind: "trouble", trouble: deleted.kind }
}

type Told = { kind: "told" } | { kind: "cannot" } | { kind: "trouble"; trouble: XeroTrouble }
