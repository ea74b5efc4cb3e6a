import { lockGrant } from "@/keeper/grants/lock-grant"
import { planConnections } from "@/keeper/tenants/plan-connections"
import type { ListedConnection } from "@/keeper/xero/wire"
import { recordEvent } from "@/lib/audit/record-event"
import type { Organisation } from "@/lib/contract/outcomes"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

/**
 * Writes what Xero's list says of a grant: new tenants, new names, connections that came, went or returned, each with its
 * event. New tenants take `newState`, and so do those `claimed` by the consent at hand, whatever they were. Runs inside the
 * caller's transaction; the grant's row serialises it.
 */
export async function applyList(tx: Tx, change: ListChange): Promise<ListDiff> {
  const { grantId, list } = change
  await lockGrant(tx, grantId)
  const now = await dbNow(tx)
  const known = await tx.connection.findMany({
    where: { grantId },
    select: {
      id: true,
      tenantId: true,
      connectionId: true,
      state: true,
      tenant: { select: { name: true } },
    },
  })
  const plan = planConnections({ known, ...change })
  await writeTenants(tx, list, grantId)
  for (const step of plan.steps) await writeStep(tx, { step, change, now })
  await tx.connection.updateMany({
    where: { grantId, tenantId: { in: list.map((one) => one.tenantId) } },
    data: { lastSeenAt: now },
  })
  await tx.grant.update({
    where: { id: grantId },
    data: { lastCheckedAt: change.askedAt, checkFailingSince: null },
    select: { id: true },
  })
  return { added: plan.added, missing: plan.missing, listed: list.map(toOrganisation) }
}

async function writeTenants(tx: Tx, list: ListedConnection[], grantId: string): Promise<void> {
  const known = await tx.tenant.findMany({
    where: { tenantId: { in: list.map((one) => one.tenantId) } },
    select: { tenantId: true, name: true, type: true },
  })
  const byId = new Map(known.map((one) => [one.tenantId, one]))
  const fresh = list.filter((one) => !byId.has(one.tenantId))
  await tx.tenant.createMany({
    data: fresh.map(({ tenantId, tenantName, tenantType }) => ({
      tenantId,
      name: tenantName,
      type: tenantType,
    })),
    skipDuplicates: true,
  })
  for (const { tenantId, tenantName, tenantType } of list) {
    const before = byId.get(tenantId)
    if (before === undefined || (before.name === tenantName && before.type === tenantType)) continue
    await tx.tenant.update({
      where: { tenantId },
      data: { name: tenantName, type: tenantType },
      select: { tenantId: true },
    })
    if (before.name === tenantName) continue
    const detail = { from: before.name, to: tenantName }
    await recordEvent(tx, { kind: "tenant.renamed", tenantId, grantId, detail })
  }
}

async function writeStep(
  tx: Tx,
  { step, change, now }: { step: Step; change: ListChange; now: Date },
): Promise<void> {
  const { grantId, memberId } = change
  const { tenantId, connectionId, authEventId, state, event } = step
  const reached = state === "connected"
  const row = {
    ...(connectionId === undefined ? {} : { connectionId, authEventId }),
    state,
    ...(reached ? { connectedAt: now, endedAt: null } : {}),
    ...(state === "offered" || reached ? {} : { endedAt: now }),
  }
  if (step.kind === "create") {
    const { connectionId: id } = step
    await tx.connection.create({
      data: { ...row, grantId, tenantId, connectionId: id },
      select: { id: true },
    })
  } else {
    await tx.connection.update({
      where: { grantId_tenantId: { grantId, tenantId } },
      data: row,
      select: { id: true },
    })
  }
  if (reached)
    await tx.tenant.update({
      where: { tenantId },
      data: { removedAt: null },
      select: { tenantId: true },
    })
  if (event !== null) await recordEvent(tx, { kind: event, tenantId, grantId, memberId })
}

function toOrganisation({ tenantId, tenantName }: ListedConnection): Organisation {
  return { tenantId, name: tenantName }
}

type Step = ReturnType<typeof planConnections>["steps"][number]
export type ListChange = {
  grantId: string
  list: ListedConnection[]
  /** By the database's clock, before the request went out. */
  askedAt: Date
  newState: "connected" | "offered"
  claimed: ReadonlySet<string>
  memberId?: string
}
export type ListDiff = { added: Organisation[]; missing: Organisation[]; listed: Organisation[] }
