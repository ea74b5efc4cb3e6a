import { findMemberLabels, findXeroAppLabels, findXeroUserLabels } from "@/lib/names/find-labels"
import { labelOf } from "@/lib/names/label"
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
  const rows = await findRows(page)
  const [apps, xeroUsers, members] = await Promise.all([
    findXeroAppLabels(db(), [...new Set(rows.map((one) => one.xeroAppId))]),
    findXeroUserLabels(db(), [...new Set(rows.flatMap((one) => one.grantId ?? []))]),
    findMemberLabels(db(), [...new Set(rows.flatMap((one) => one.memberId ?? []))]),
  ])
  return rows.map(({ xeroAppId, grantId, memberId, mark, ...row }) => ({
    ...row,
    name: labelOf({ name: row.name, mark }),
    appName: apps.get(xeroAppId) ?? "",
    xeroUserName: xeroUsers.get(grantId ?? "") ?? null,
    memberName: members.get(memberId ?? "") ?? null,
  }))
}

async function findRows(page: number): Promise<FoundRow[]> {
  return db().$queryRaw<FoundRow[]>`
    WITH counted AS (
      SELECT a."connectionId", a."tenantId", a."name", "lookOfName"(a."name") AS "look", a."madeAt", a."xeroAppId",
        coalesce(g."id", cg."id") AS "grantId", r."memberId", (t."tenantId" IS NOT NULL) AS "isKnown",
        CASE WHEN c."id" IS NULL THEN 'unknown' WHEN c."state" = 'disconnected' THEN 'ended_here'
          WHEN g."endedReason" IN ('handed_over', 'moved') THEN 'moved'
          WHEN g."state" = 'ended' THEN 'dead'
          WHEN count(*) FILTER (WHERE g."state" = 'active') OVER (PARTITION BY a."tenantId") > 1 THEN 'several'
          WHEN NOT EXISTS (SELECT 1 FROM "TokenFetch" f WHERE f."tenantId" = a."tenantId"
            AND f."day" > (clock_timestamp() AT TIME ZONE 'UTC')::date - 90)
            AND c."connectedAt" < clock_timestamp() - interval '90 days' THEN 'unread'
          ELSE 'alive' END AS "standing"
      FROM "AppConnection" a
        LEFT JOIN "Connection" c ON c."connectionId" = a."connectionId"
        LEFT JOIN "Grant" g ON g."id" = c."grantId"
        LEFT JOIN "Tenant" t ON t."tenantId" = a."tenantId"
        LEFT JOIN LATERAL (SELECT r."memberId", r."grantId" FROM "ConsentRequest" r
          WHERE r."authEventId" = a."authEventId" LIMIT 1) r ON true
        LEFT JOIN "Grant" cg ON cg."id" = r."grantId"
    ), page AS (
      SELECT *, row_number() OVER (ORDER BY array_position(
        ARRAY['unknown', 'dead', 'ended_here', 'several', 'unread', 'moved', 'alive'], "standing"), "name", "connectionId") AS "place"
      FROM counted ORDER BY "place" LIMIT ${COUNTED_PAGE_SIZE} OFFSET ${(page - 1) * COUNTED_PAGE_SIZE}
    ), named AS (
      SELECT "tenantId", "look" FROM counted UNION SELECT "tenantId", "look" FROM "Tenant"
    ), namesakes AS (
      SELECT p."connectionId", bool_or(left(n."tenantId"::text, 8) = left(p."tenantId"::text, 8)) AS "sameStart"
      FROM page p JOIN named n ON n."look" = p."look" AND n."tenantId" <> p."tenantId" GROUP BY p."connectionId"
    )
    SELECT p."connectionId", p."tenantId", p."name", p."madeAt", p."xeroAppId", p."grantId", p."memberId", p."isKnown",
      p."standing", CASE WHEN s."sameStart" THEN p."tenantId"::text
        WHEN p."look" = '' OR s."connectionId" IS NOT NULL THEN left(p."tenantId"::text, 8) END AS "mark"
    FROM page p LEFT JOIN namesakes s ON s."connectionId" = p."connectionId" ORDER BY p."place"`
}

type FoundRow = Omit<CountedRow, "appName" | "xeroUserName" | "memberName"> & {
  xeroAppId: string
  grantId: string | null
  memberId: string | null
  mark: string | null
}
export type CountedRow = {
  connectionId: string
  tenantId: string
  /** With what tells it from its namesakes, here and in the list. */
  name: string
  /** When it was made, as Xero says. */
  madeAt: Date | null
  appName: string
  /** Whose sign-in made it, and which member had begun that, where it was begun here. */
  xeroUserName: string | null
  memberName: string | null
  /** Whether the organisation has a page here. */
  isKnown: boolean
  standing: "unknown" | "dead" | "ended_here" | "several" | "unread" | "moved" | "alive"
}
