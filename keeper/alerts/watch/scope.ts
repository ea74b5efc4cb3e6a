import type { Tx } from "@/lib/db/create-db"

/**
 * Everything that can change together with these grants and tenants: all grants that reach the same tenants, and all
 * their tenants.
 */
export async function widenScope(tx: Tx, { grantIds, tenantIds }: Scope): Promise<Scope> {
  const grants = await tx.$queryRaw<{ grantId: string }[]>`
    SELECT DISTINCT other."grantId" FROM "Connection" one
    JOIN "Connection" other ON other."tenantId" = one."tenantId"
    WHERE one."grantId" = ANY(${grantIds}::uuid[]) OR one."tenantId" = ANY(${tenantIds}::uuid[])`
  const wider = [...new Set([...grantIds, ...grants.map((one) => one.grantId)])]
  const tenants = await tx.connection.findMany({
    where: { grantId: { in: wider } },
    distinct: ["tenantId"],
    select: { tenantId: true },
  })
  const reached = tenants.map((one) => one.tenantId)
  return { grantIds: wider, tenantIds: [...new Set([...tenantIds, ...reached])] }
}

/** Each grant counts with all its tenants; `tenantIds` names further ones. */
export type Scope = { grantIds: string[]; tenantIds: string[] }
