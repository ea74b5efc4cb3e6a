import type { Db } from "@/lib/db/create-db"
import { HEALTHY, MOST_MARKED } from "@/lib/tenants/status"

/**
 * How many organisations stand in each way, removed ones too. Only those that may not be healthy are looked at, unless they are
 * many. The list counts in the same way, beside finding its page (web/tenants/rank-tenants.ts).
 */
export function countByUrgency(db: Db): Promise<{ urgency: number; count: number }[]> {
  return db.$queryRaw`
    WITH marked AS MATERIALIZED (SELECT "tenantId" FROM "MarkedTenant" LIMIT ${MOST_MARKED + 1})
    SELECT "urgency", sum("organisations")::int AS "count" FROM (
      SELECT "urgency", count(*) AS "organisations" FROM "TenantOverview"
      WHERE "tenantId" = ANY(ARRAY(SELECT "tenantId" FROM marked)) AND (SELECT count(*) FROM marked) <= ${MOST_MARKED}
      GROUP BY "urgency"
      UNION ALL
      SELECT ${HEALTHY}::int, (SELECT count(*) FROM "Tenant") - (SELECT count(*) FROM marked)
      WHERE (SELECT count(*) FROM marked) <= ${MOST_MARKED}
      UNION ALL
      SELECT "urgency", count(*) FROM "TenantOverview" WHERE (SELECT count(*) FROM marked) > ${MOST_MARKED}
      GROUP BY "urgency"
    ) counted GROUP BY "urgency"`
}
