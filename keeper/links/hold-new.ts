import type { Keeper } from "@/keeper/keeper"
import { findLinkSettings } from "@/keeper/links/link-settings"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"

/**
 * Which of these organisations wait for an admin's approval once they are connected: those that nobody here knows, where
 * the grant's consent came by a link or a service imported its token; the one that a member's link is for does not, unless
 * the link was withdrawn while Xero's list was awaited. Asked before their connections are written, in the same transaction.
 */
export async function findToHold(
  tx: Tx,
  { grantId, tenantIds, wanted }: Arriving,
): Promise<string[]> {
  if (tenantIds.length === 0) return []
  const source = await findSource(tx, grantId)
  if (source === "member" || !(await findLinkSettings(tx)).holdsNew) return []
  const unknown = await findUnknown(tx, tenantIds)
  return source === "service" ? unknown : unknown.filter((tenantId) => tenantId !== wanted)
}

/** Which of these organisations nobody here knows: never connected, or disconnected here. */
export async function findUnknown(tx: Tx, tenantIds: string[]): Promise<string[]> {
  const known = await tx.tenant.findMany({
    where: {
      tenantId: { in: tenantIds },
      removedAt: null,
      connections: { some: { state: { in: ["connected", "disconnected_in_xero"] } } },
    },
    select: { tenantId: true },
  })
  const left = new Set(known.map((one) => one.tenantId))
  return tenantIds.filter((tenantId) => !left.has(tenantId))
}

/** Who asked for the grant's consent or imported its token: a member, somebody by a member's link, or a service. */
async function findSource(tx: Tx, grantId: string): Promise<"member" | "link" | "service"> {
  const { consentedById, consentedByLinkId: id } = await tx.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { consentedById: true, consentedByLinkId: true },
  })
  if (id !== null)
    return (await tx.link.count({ where: { id, ...VOUCHED_FOR } })) > 0 ? "link" : "service"
  const byService = { grantId, import: { serviceId: { not: null } } }
  return consentedById === null && (await tx.importRow.count({ where: byService })) > 0
    ? "service"
    : "member"
}

/** A member still wants what it is for. */
const VOUCHED_FOR = { serviceId: null, state: { not: "withdrawn" } } as const

/** Services that reach all organisations do not reach these until an admin approves them. */
export async function holdTenants(tx: Tx, tenantIds: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Tenant" SET "heldSince" = clock_timestamp()
    WHERE "tenantId" = ANY(${tenantIds}::uuid[]) AND "heldSince" IS NULL`
}

/** A member's own consent, or their word, lets services read them. */
export async function releaseTenants(tx: Tx, tenantIds: string[]): Promise<number> {
  const { count } = await tx.tenant.updateMany({
    where: { tenantId: { in: tenantIds }, heldSince: { not: null } },
    data: { heldSince: null },
  })
  return count
}

/** An admin approves an organisation that came by a link. */
export function approveTenant(
  { db }: Pick<Keeper, "db">,
  memberId: string,
  input: OperationInput<"approveTenant">,
): Promise<OperationOutput<"approveTenant">> {
  const tenantId = input.tenantId.toLowerCase()
  return db.$transaction(async (tx): Promise<OperationOutput<"approveTenant">> => {
    if ((await tx.tenant.count({ where: { tenantId } })) === 0) return { kind: "not_found" }
    const released = await releaseTenants(tx, [tenantId])
    if (released > 0) await recordEvent(tx, { kind: "tenant.approved", memberId, tenantId })
    return { kind: "approved" }
  })
}

type Arriving = {
  grantId: string
  /** About to be connected. */
  tenantIds: string[]
  /** The organisation that the link is for. */
  wanted: string | null
}
