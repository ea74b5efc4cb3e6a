import type { Tx } from "@/lib/db/create-db"

/**
 * What tells these organisations apart from every other one that bears the same name to a reader's eye, removed ones
 * included, or that bears none: the first part of the tenant's id, or all of it where that is shared too. An organisation
 * whose name is enough has no entry. For `labelOf`.
 */
export async function findTenantMarks(tx: Tx, tenantIds: string[]): Promise<Map<string, string>> {
  if (tenantIds.length === 0) return new Map()
  const rows = await tx.$queryRaw<{ tenantId: string; mark: string }[]>`
    SELECT "tenantId", CASE WHEN "sameStart" > 1 THEN "tenantId"::text ELSE left("tenantId"::text, 8) END AS "mark"
    FROM (
      SELECT "tenantId", "look", count(*) OVER (PARTITION BY "look") AS "sameLook",
        count(*) OVER (PARTITION BY "look", left("tenantId"::text, 8)) AS "sameStart"
      FROM "Tenant"
      WHERE "look" IN (SELECT "look" FROM "Tenant" WHERE "tenantId" = ANY(${tenantIds}::uuid[]))
    ) namesakes
    WHERE ("sameLook" > 1 OR "look" = '') AND "tenantId" = ANY(${tenantIds}::uuid[])`
  return new Map(rows.map(({ tenantId, mark }) => [tenantId, mark]))
}

/** The same for an organisation that an app's list names, known here or not: its namesakes in such lists count too. */
export async function findCountedMark(
  tx: Tx,
  { tenantId, name }: { tenantId: string; name: string },
): Promise<string | null> {
  const rows = await tx.$queryRaw<object[]>`
    SELECT FROM (SELECT "lookOfName"(${name}) AS "look") own
    WHERE own."look" = ''
      OR EXISTS (SELECT FROM "Tenant" t WHERE t."look" = own."look" AND t."tenantId" <> ${tenantId}::uuid)
      OR EXISTS (SELECT FROM "AppConnection" a
        WHERE "lookOfName"(a."name") = own."look" AND a."tenantId" <> ${tenantId}::uuid)`
  return rows.length === 0 ? null : tenantId.slice(0, 8)
}

/**
 * What tells links apart: the first part of the id, where nobody is named or another open link is for one whose name looks the
 * same.
 */
export async function findLinkMarks(tx: Tx, linkIds: string[]): Promise<Map<string, string>> {
  if (linkIds.length === 0) return new Map()
  const rows = await tx.$queryRaw<{ linkId: string; mark: string }[]>`
    SELECT l."id"::text AS "linkId", left(l."id"::text, 8) AS "mark" FROM "Link" l
    WHERE l."id" = ANY(${linkIds}::uuid[]) AND (
      coalesce(l."look", '') = '' OR EXISTS (
        SELECT FROM "Link" o JOIN "LinkStanding" s ON s."id" = o."id"
        WHERE o."look" = l."look" AND o."id" <> l."id" AND s."isOpen"))`
  return new Map(rows.map(({ linkId, mark }) => [linkId, mark]))
}
