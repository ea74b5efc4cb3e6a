import type { KnownService } from "@/keeper/services/memory/service-cache"
import type { Db } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import type { TenantStatus } from "@/lib/tenants/status"
import { FOREMOST, NUMBER } from "@/lib/tenants/turn"

/**
 * The organisations that a service may reach, ordered by id, starting after `after`. Disconnected ones only if asked for.
 */
export async function listReachable(db: Db, query: ReachQuery): Promise<ReachableTenant[]> {
  const { service, statuses, after, reference, limit } = query
  const reached =
    service.tenantIds === null
      ? NOT_HELD
      : Prisma.sql`AND "tenantId" = ANY(${[...service.tenantIds]}::uuid[])`
  const wanted =
    statuses === null
      ? Prisma.sql`"status" <> 'removed'`
      : Prisma.sql`"status" = ANY(${statuses}::"TenantStatus"[])`
  const referred =
    reference === null
      ? Prisma.empty
      : Prisma.sql`AND "tenantId" IN (SELECT "tenantId" FROM "Tenant" WHERE "reference" = ${reference})`
  const onwards = after === null ? Prisma.empty : Prisma.sql`AND "tenantId" > ${after}::uuid`
  return db.$queryRaw<ReachableTenant[]>`
    SELECT o.*, ${REFERENCE}, s.* FROM (
      SELECT ${COLUMNS} FROM "TenantOverview" WHERE ${wanted} ${reached} ${referred} ${onwards}
      ORDER BY "tenantId" LIMIT ${limit}
    ) o ${AUTHORISERS} ORDER BY o."tenantId"`
}

/** One of them, disconnected or not; null if the service may not reach it. */
export async function findReachable(
  db: Db,
  service: KnownService,
  tenantId: string,
): Promise<ReachableTenant | null> {
  if (service.tenantIds?.has(tenantId) === false) return null
  if (service.tenantIds === null) {
    const held = await db.tenant.count({ where: { tenantId, heldSince: { not: null } } })
    if (held > 0) return null
  }
  const [row] = await db.$queryRaw<ReachableTenant[]>`
    SELECT ${COLUMNS}, ${REFERENCE}, s.* FROM "TenantOverview" o ${AUTHORISERS}
    WHERE "tenantId" = ${tenantId}::uuid`
  return row ?? null
}

// What waits for an admin's approval is only for services that were given it.
const NOT_HELD = Prisma.sql`AND "tenantId" NOT IN (SELECT "tenantId" FROM "Tenant" WHERE "heldSince" IS NOT NULL)`
const SELECT = {
  tenantId: true,
  name: true,
  type: true,
  status: true,
  reason: true,
  connectionState: true,
  scopes: true,
  refreshTokenExpiresAt: true,
  grantId: true,
} satisfies Prisma.TenantOverviewSelect
const COLUMNS = Prisma.raw(
  Object.keys(SELECT)
    .map((column) => `"${column}"`)
    .join(", "),
)

const REFERENCE = Prisma.raw(
  `(SELECT n."reference" FROM "Tenant" n WHERE n."tenantId" = o."tenantId") AS "reference"`,
)
// Of an organisation `o`: its authorisers, and which of them serves it.
const AUTHORISERS = Prisma.sql`
  CROSS JOIN LATERAL (
    SELECT count(DISTINCT "xeroUserId")::int AS "authorisers",
      (count(DISTINCT "xeroUserId") FILTER (WHERE "works"))::int AS "working",
      max("number") FILTER (WHERE "grantId" = o."grantId") AS "inUse"
    FROM (
      SELECT *, ${Prisma.raw(NUMBER)} AS "number" FROM (
        SELECT *, ${Prisma.raw(FOREMOST)} AS "foremost"
        FROM "ConnectionStanding" c WHERE c."tenantId" = o."tenantId" AND "counts"
      ) f
    ) n
  ) s`

type ReachQuery = {
  service: KnownService
  statuses: TenantStatus[] | null
  after: string | null
  /** What a link gave it; null: any. */
  reference: string | null
  limit: number
}
export type ReachableTenant = Prisma.TenantOverviewGetPayload<{ select: typeof SELECT }> & {
  /** What the link that connected it last was given. */
  reference: string | null
  authorisers: number
  working: number
  /** Which of them serves it, from 1; null if none does. */
  inUse: number | null
}
