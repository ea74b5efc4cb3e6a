import type { Keeper } from "@/keeper/keeper"
import { endAtXero } from "@/keeper/tenants/end-at-xero"
import { type Authoriser, listAuthorisers } from "@/keeper/tenants/list-authorisers"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"

/**
 * Ends one authoriser's connection to an organisation, at Xero (`DELETE /connections/{id}`) and here; the others serve it
 * from then on. The only one that works stays: whoever wants that disconnects the organisation.
 */
export async function removeAuthoriser(
  keeper: Keeper,
  memberId: string,
  { tenantId, grantId }: OperationInput<"removeAuthoriser">,
): Promise<OperationOutput<"removeAuthoriser">> {
  const authorisers = await listAuthorisers(keeper.db, tenantId)
  const target = authorisers.find((one) => one.grantId === grantId.toLowerCase())
  if (target === undefined) return { kind: "not_found" }
  const others = authorisers.filter((one) => one !== target)
  if (!others.some((one) => one.works)) return { kind: "only_authoriser" }
  const atXero = await endConnection(keeper, target)
  if (atXero.kind === "trouble") return { kind: "xero_trouble", trouble: atXero.trouble }
  const toldXero = atXero.kind === "ended"
  const { connectionId } = target
  return keeper.db.$transaction(async (tx) => {
    // A consent may have put another connection in its place in the meantime.
    const { count } = await tx.connection.updateMany({
      where: {
        ...keyOf(target),
        connectionId,
        state: { in: ["connected", "disconnected_in_xero"] },
      },
      data: { state: "disconnected", endedAt: await dbNow(tx) },
    })
    if (count === 0) return { kind: "not_found" }
    const detail = { toldXero }
    await recordEvent(tx, {
      kind: "tenant.authoriser_removed",
      memberId,
      tenantId: target.tenantId,
      grantId: target.grantId,
      detail,
    })
    return { kind: "removed", toldXero }
  })
}

/** Puts one authoriser before the others: of those that work alike, it is used from now on. */
export async function preferAuthoriser(
  keeper: Keeper,
  memberId: string,
  { tenantId, grantId }: OperationInput<"preferAuthoriser">,
): Promise<OperationOutput<"preferAuthoriser">> {
  const authorisers = await listAuthorisers(keeper.db, tenantId)
  const target = authorisers.find((one) => one.grantId === grantId.toLowerCase())
  const [first] = authorisers
  if (target === undefined || first === undefined) return { kind: "not_found" }
  if (target !== first) {
    await keeper.db.$transaction(async (tx) => {
      await tx.connection.update({
        where: { grantId_tenantId: keyOf(target) },
        data: { place: first.place - 1 },
        select: { id: true },
      })
      const about = { memberId, tenantId: target.tenantId, grantId: target.grantId }
      await recordEvent(tx, { kind: "tenant.authoriser_preferred", ...about })
    })
  }
  return { kind: "preferred" }
}

async function endConnection(
  keeper: Keeper,
  { grantId, connectionId, connectionState }: Authoriser,
): ReturnType<typeof endAtXero> {
  if (connectionState === "disconnected_in_xero") return { kind: "ended" }
  return endAtXero(keeper, { grantId, connectionId })
}

function keyOf({ grantId, tenantId }: Authoriser): { grantId: string; tenantId: string } {
  return { grantId, tenantId }
}
