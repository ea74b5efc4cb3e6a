import { Prisma } from "@/lib/db/generated/client"
import type { ServiceState } from "@/lib/services/service-state"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { SERVICES_A_PAGE, type ServiceQuery } from "@/web/services/service-query"
import { STATE_SQL } from "@/web/services/service-sql"

/**
 * One page of the services by name, those whose name holds `search` (or whose client id it is), and how many there are
 * in each state. All states together leave out the revoked ones.
 */
export async function listServices(query: ServiceQuery): Promise<ServicePage> {
  await requireMember("viewer")
  const [counts, services] = await Promise.all([
    countByState(query.search),
    db().$queryRaw<ServiceRow[]>(pageSql(query)),
  ])
  const all = counts.active + counts.disabled + counts.expired
  return { services, counts, all, matching: query.state === null ? all : counts[query.state] }
}

function pageSql({ search, state, page }: ServiceQuery): Prisma.Sql {
  const wanted =
    state === null ? Prisma.sql`s."revokedAt" IS NULL` : Prisma.sql`${STATE_SQL} = ${state}`
  return Prisma.sql`
    SELECT s."id" AS "serviceId", s."name", s."reach"::text AS "reach", s."expiresAt", ${STATE_SQL} AS "state",
      (SELECT count(*)::int FROM "ServiceAccess" a WHERE a."serviceId" = s."id") AS "chosen",
      (SELECT f."lastAt" FROM "TokenFetch" f WHERE f."serviceId" = s."id"
        ORDER BY f."day" DESC, f."lastAt" DESC LIMIT 1) AS "lastFetchAt"
    FROM "Service" s
    WHERE ${wanted} ${searchSql(search)}
    ORDER BY lower(s."name"), s."id"
    LIMIT ${SERVICES_A_PAGE} OFFSET ${(page - 1) * SERVICES_A_PAGE}`
}

async function countByState(search: string): Promise<ServiceCounts> {
  const rows = await db().$queryRaw<{ state: ServiceState; count: number }[]>`
    SELECT ${STATE_SQL} AS "state", count(*)::int AS "count" FROM "Service" s
    WHERE true ${searchSql(search)} GROUP BY 1`
  const none: ServiceCounts = { active: 0, disabled: 0, expired: 0, revoked: 0 }
  return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) }
}

function searchSql(search: string): Prisma.Sql {
  if (search === "") return Prisma.empty
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`
  return Prisma.sql`AND (s."name" ILIKE ${pattern} OR s."id"::text = ${search.toLowerCase()})`
}

export type ServiceCounts = Record<ServiceState, number>
export type ServicePage = {
  services: ServiceRow[]
  counts: ServiceCounts
  /** Without the revoked ones. */
  all: number
  matching: number
}
export type ServiceRow = {
  serviceId: string
  name: string
  reach: "chosen" | "all"
  expiresAt: Date | null
  state: ServiceState
  /** Organisations, where they are chosen. */
  chosen: number
  lastFetchAt: Date | null
}
