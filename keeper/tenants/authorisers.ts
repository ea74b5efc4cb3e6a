import type { Keeper } from "@/keeper/keeper"
import { endAtXero } from "@/keeper/tenants/end-at-xero"
import { type Authoriser, listAuthorisers } from "@/keeper/tenants/list-authorisers"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

// Longer than ending one at Xero takes, a refresh before it included.
const REMOVAL_IN_SECONDS = 5 * 60

/**
 * Ends one authoriser's connection to an organisation, at Xero (`DELETE /connections/{id}`) and here; the others serve it
 * from then on. The only one that works stays, however many are removed at once: whoever wants that disconnects the
 * organisation.
 */
export async function removeAuthoriser(
  keeper: Keeper,
  memberId: string,
  input: OperationInput<"removeAuthoriser">,
): Promise<OperationOutput<"removeAuthoriser">> {
  const begun = await keeper.db.$transaction((tx) => beginRemoval(tx, input))
  if (begun.kind !== "begun") return begun
  const { target, removingAt } = begun
  const atXero = await endConnection(keeper, target)
  if (atXero.kind === "trouble") {
    // Where Xero may have ended it, the mark stays until its list says so.
    if (atXero.trouble !== "unknown") await giveUpRemoval(keeper, { target, removingAt })
    return { kind: "xero_trouble", trouble: atXero.trouble }
  }
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
      data: { state: "disconnected", endedAt: await dbNow(tx), removingAt: null },
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

/**
 * Marks the authoriser, so that nobody counts on it any more. The mark of a removal that was cut off counts until Xero's list
 * shows that the connection is still there.
 */
async function beginRemoval(tx: Tx, input: OperationInput<"removeAuthoriser">): Promise<Begun> {
  const [tenantId, grantId] = [input.tenantId.toLowerCase(), input.grantId.toLowerCase()]
  await lockTenant(tx, tenantId)
  // Before the authorisers: a removal that ends in between, which no lock keeps out, would be in neither.
  const leaving = await tx.$queryRaw<{ grantId: string }[]>`
    SELECT "grantId" FROM "Connection" WHERE "tenantId" = ${tenantId}::uuid
      AND "lastSeenAt" < "removingAt" + ${REMOVAL_IN_SECONDS} * interval '1 second'`
  const authorisers = await listAuthorisers(tx, tenantId)
  const target = authorisers.find((one) => one.grantId === grantId)
  if (target === undefined) return { kind: "not_found" }
  const left = new Set([grantId, ...leaving.map((one) => one.grantId)])
  if (!authorisers.some((one) => one.works && !left.has(one.grantId))) {
    return { kind: "only_authoriser" }
  }
  const removingAt = await dbNow(tx)
  const where = { grantId_tenantId: keyOf(target) }
  await tx.connection.update({ where, data: { removingAt }, select: { id: true } })
  return { kind: "begun", target, removingAt }
}

async function giveUpRemoval({ db }: Keeper, { target, removingAt }: Removal): Promise<void> {
  const where = { ...keyOf(target), removingAt }
  await db.connection.updateMany({ where, data: { removingAt: null } })
}

/** Puts one authoriser before the others: of those that work alike, it is used from now on. */
export async function preferAuthoriser(
  keeper: Keeper,
  memberId: string,
  { tenantId, grantId }: OperationInput<"preferAuthoriser">,
): Promise<OperationOutput<"preferAuthoriser">> {
  return keeper.db.$transaction(async (tx): Promise<OperationOutput<"preferAuthoriser">> => {
    await lockTenant(tx, tenantId)
    const authorisers = await listAuthorisers(tx, tenantId)
    const target = authorisers.find((one) => one.grantId === grantId.toLowerCase())
    const [first] = authorisers
    if (target === undefined || first === undefined) return { kind: "not_found" }
    if (target === first) return { kind: "preferred" }
    await tx.connection.update({
      where: { grantId_tenantId: keyOf(target) },
      data: { place: first.place - 1 },
      select: { id: true },
    })
    const about = { memberId, tenantId: target.tenantId, grantId: target.grantId }
    await recordEvent(tx, { kind: "tenant.authoriser_preferred", ...about })
    return { kind: "preferred" }
  })
}

/** One change at a time to the order of its authorisers, and to who is one. */
async function lockTenant(tx: Tx, tenantId: string): Promise<void> {
  await tx.$queryRaw`SELECT FROM "Tenant" WHERE "tenantId" = ${tenantId}::uuid FOR NO KEY UPDATE`
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

type Removal = { target: Authoriser; removingAt: Date }
type Begun = ({ kind: "begun" } & Removal) | { kind: "not_found" } | { kind: "only_authoriser" }
