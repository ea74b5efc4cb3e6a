import type { KnownService } from "@/keeper/services/memory/service-cache"
import type { Db } from "@/lib/db/create-db"
import { type ConnectionState, Prisma } from "@/lib/db/generated/client"
import type { TenantStatus } from "@/lib/tenants/status"

/**
 * The organisations that a service may reach, in the order of their ids, from the one after `after`. Disconnected ones
 * only where they are asked for.
 */
export async function listReachable(db: Db, query: ReachQuery): Promise<ReachableTenant[]> {
  const { service, statuses, after, limit } = query
  const reached =
    service.tenantIds === null
      ? Prisma.empty
      : Prisma.sql`AND "tenantId" = ANY(${[...service.tenantIds]}::uuid[])`
  const wanted =
    statuses === null
      ? Prisma.sql`"status" <> 'removed'`
      : Prisma.sql`"status" = ANY(${statuses}::text[])`
  const onwards = after === null ? Prisma.empty : Prisma.sql`AND "tenantId" > ${after}::uuid`
  return db.$queryRaw<ReachableTenant[]>`
    SELECT ${COLUMNS} FROM "TenantOverview" WHERE ${wanted} ${reached} ${onwards}
    ORDER BY "tenantId" LIMIT ${limit}`
}

/** One of them, disconnected or not; null for one that it may not reach. */
export async function findReachable(
  db: Db,
  service: KnownService,
  tenantId: string,
): Promise<ReachableTenant | null> {
  if (service.tenantIds?.has(tenantId) === false) return null
  const [row] = await db.$queryRaw<ReachableTenant[]>`
    SELECT ${COLUMNS} FROM "TenantOverview" WHERE "tenantId" = ${tenantId}::uuid`
  return row ?? null
}

const COLUMNS = Prisma.sql`"tenantId", "name", "type", "status", "reason", "connectionState", "scopes", "refreshTokenExpiresAt"`

type ReachQuery = {
  service: KnownService
  statuses: TenantStatus[] | null
  after: string | null
  limit: number
}
export type ReachableTenant = {
  tenantId: string
  name: string
  type: string
  status: TenantStatus
  reason: string
  connectionState: ConnectionState
  scopes: string[]
  refreshTokenExpiresAt: Date
}
