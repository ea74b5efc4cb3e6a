import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

export const COUNTED_PAGE_SIZE = 100

/**
 * The connections that Xero counts, those that are worth freeing first: unknown here, without a sign-in that works, ended
 * here, then organisations with several and those whose tokens nobody fetched for 90 days.
 */
export async function listCounted(page: number): Promise<{ rows: CountedRow[]; all: number }> {
  await requireMember("admin")
  const [all, rows] = await Promise.all([db().appConnection.count(), readRows(page)])
  return { rows, all }
}

async function readRows(page: number): Promise<CountedRow[]> {
  return db().$queryRaw<CountedRow[]>`
    WITH counted AS (
      SELECT a."connectionId", a."tenantId", a."name", a."madeAt", app."name" AS "appName",
        coalesce(g."xeroUserName", cg."xeroUserName") AS "xeroUserName", m."name" AS "memberName",
        (t."tenantId" IS NOT NULL) AS "isKnown",
        CASE WHEN c."id" IS NULL THEN 'unknown' WHEN c."state" = 'disconnected' THEN 'ended_here'
          WHEN g."state" = 'ended' THEN 'dead'
          WHEN count(*) FILTER (WHERE g."state" = 'active') OVER (PARTITION BY a."tenantId") > 1 THEN 'several'
          WHEN NOT EXISTS (SELECT 1 FROM "TokenFetch" f WHERE f."tenantId" = a."tenantId"
            AND f."day" > (clock_timestamp() AT TIME ZONE 'UTC')::date - 90)
            AND c."connectedAt" < clock_timestamp() - interval '90 days' THEN 'unread'
          ELSE 'alive' END AS "standing"
      FROM "AppConnection" a JOIN "XeroApp" app ON app."id" = a."xeroAppId"
        LEFT JOIN "Connection" c ON c."connectionId" = a."connectionId"
        LEFT JOIN "Grant" g ON g."id" = c."grantId"
        LEFT JOIN "Tenant" t ON t."tenantId" = a."tenantId"
        LEFT JOIN LATERAL (SELECT r."memberId", r."grantId" FROM "ConsentRequest" r
          WHERE r."authEventId" = a."authEventId" LIMIT 1) r ON true
        LEFT JOIN "Member" m ON m."id" = r."memberId" LEFT JOIN "Grant" cg ON cg."id" = r."grantId"
    )
    SELECT * FROM counted
    ORDER BY array_position(ARRAY['unknown', 'dead', 'ended_here', 'several', 'unread', 'alive'], "standing"), "name", "connectionId"
    LIMIT ${COUNTED_PAGE_SIZE} OFFSET ${(page - 1) * COUNTED_PAGE_SIZE}`
}

export type CountedRow = {
  connectionId: string
  tenantId: string
  name: string
  /** When it was made, as Xero says. */
  madeAt: Date | null
  appName: string
  /** Whose sign-in made it, and which member had begun that, where it was begun here. */
  xeroUserName: string | null
  memberName: string | null
  /** Whether the organisation has a page here. */
  isKnown: boolean
  standing: "unknown" | "dead" | "ended_here" | "several" | "unread" | "alive"
}
