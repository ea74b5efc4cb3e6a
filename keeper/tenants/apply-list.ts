import { findToHold, holdTenants, releaseTenants } from "@/keeper/links/hold-new"
import {
  type ListChange,
  type ListDiff,
  type Plan,
  planConnections,
} from "@/keeper/tenants/plan-connections"
import { writeSteps, writeTenants } from "@/keeper/tenants/write-list"
import type { ListedConnection } from "@/keeper/xero/wire-connections"
import type { Tx } from "@/lib/db/create-db"

/**
 * Writes what Xero's list says about a grant: new tenants, new names, and connections that came, went or returned, each
 * with its event. New tenants get `newState`, and so do those `claimed` by the current consent, whatever their state
 * was. Runs inside the caller's transaction, which holds the grant's row.
 */
export async function applyList(tx: Tx, change: ListChange): Promise<ListDiff> {
  const { grantId } = change
  const known = await tx.connection.findMany({
    where: { grantId },
    select: {
      tenantId: true,
      connectionId: true,
      state: true,
      tenant: { select: { name: true } },
    },
  })
  const list = await writeTenants(tx, change)
  const plan = planConnections({ ...change, known, list })
  const arriving = plan.steps.filter((one) => one.state === "connected").map((one) => one.tenantId)
  const { memberId, wanted = null } = change
  const held = await findToHold(tx, { grantId, tenantIds: arriving, wanted })
  await writeSteps(tx, plan.steps, change)
  if (memberId === undefined) await holdTenants(tx, held)
  else await releaseTenants(tx, [...change.claimed])
  await tx.$executeRaw`
    UPDATE "Connection" SET "lastSeenAt" = clock_timestamp()
    WHERE "grantId" = ${grantId}::uuid AND "tenantId" = ANY(${list.map((one) => one.tenantId)}::uuid[])`
  await tx.$executeRaw`
    UPDATE "Grant" SET "lastCheckedAt" = ${change.askedAt}, "checkFailingSince" = NULL,
      "checkDueAt" = clock_timestamp() + ${change.nextCheckInMilliseconds} * interval '1 millisecond'
    WHERE "id" = ${grantId}::uuid`
  const unreadable = [...change.unreadable, ...plan.refused.map((one) => one.name)]
  return { ...diffOf(list, plan), unreadable }
}

/** What a list changed, for callers; organisations by their known names. */
export function diffOf(
  list: Named[],
  { added, missing }: Pick<Plan, "added" | "missing" | "refused">,
): ListDiff {
  const listed = list.map(({ tenantId, tenantName }) => ({ tenantId, name: tenantName ?? "" }))
  return { added, missing, listed, unreadable: [] }
}

type Named = Pick<ListedConnection, "tenantId" | "tenantName">
