import type { Tx } from "@/lib/db/create-db"
import { type Labelled, labelOf } from "@/lib/names/label"

/**
 * People and programs as they are shown: by name, with what tells them apart where another one bears the same name to a
 * reader's eye, or where the name shows nothing. Each map is by id.
 */

/** By grant: the Xero users, told apart by their e-mail addresses, or by their ids where those do not. */
export async function findXeroUserLabels(tx: Tx, grantIds: string[]): Promise<Labels> {
  if (grantIds.length === 0) return new Map()
  const rows = await tx.$queryRaw<Row[]>`
    SELECT g."id"::text AS "id", g."xeroUserName" AS "name", CASE
      WHEN g."look" <> '' AND count(o."id") = 0 THEN NULL
      WHEN bool_and(lower(o."xeroUserEmail") IS DISTINCT FROM lower(g."xeroUserEmail")) IS NOT FALSE
        AND g."xeroUserEmail" IS NOT NULL THEN g."xeroUserEmail"
      WHEN bool_and(left(o."xeroUserId"::text, 8) <> left(g."xeroUserId"::text, 8)) IS NOT FALSE
        THEN left(g."xeroUserId"::text, 8)
      ELSE g."xeroUserId"::text
    END AS "mark"
    FROM "Grant" g LEFT JOIN "Grant" o ON o."look" = g."look" AND o."xeroUserId" <> g."xeroUserId"
    WHERE g."id" = ANY(${grantIds}::uuid[]) GROUP BY g."id"`
  return labelsOf(rows)
}

/** The services, revoked ones included, told apart by the first part of their client ids. */
export async function findServiceLabels(tx: Tx, serviceIds: string[]): Promise<Labels> {
  if (serviceIds.length === 0) return new Map()
  const rows = await tx.$queryRaw<Row[]>`
    SELECT s."id"::text AS "id", s."name", CASE
      WHEN s."look" = '' OR EXISTS (SELECT FROM "Service" o WHERE o."look" = s."look" AND o."id" <> s."id")
        THEN left(s."id"::text, 8)
    END AS "mark"
    FROM "Service" s WHERE s."id" = ANY(${serviceIds}::uuid[])`
  return labelsOf(rows)
}

/** The members, told apart by their e-mail addresses. */
export async function findMemberLabels(tx: Tx, memberIds: string[]): Promise<Labels> {
  if (memberIds.length === 0) return new Map()
  const rows = await tx.$queryRaw<Row[]>`
    WITH seen AS MATERIALIZED (SELECT "id", "name", "email", "lookOfName"("name") AS "look" FROM "Member")
    SELECT s."id"::text AS "id", s."name", CASE
      WHEN s."look" = '' OR EXISTS (SELECT FROM seen o WHERE o."look" = s."look" AND o."id" <> s."id") THEN s."email"
    END AS "mark"
    FROM seen s WHERE s."id" = ANY(${memberIds}::uuid[])`
  return labelsOf(rows)
}

/** One of them, as events and messages name them. */
export async function findMemberLabel(tx: Tx, memberId: string): Promise<string> {
  return (await findMemberLabels(tx, [memberId])).get(memberId) ?? "A member"
}

/** The Xero apps, told apart by the last part of their client ids. */
export async function findXeroAppLabels(tx: Tx, xeroAppIds: string[]): Promise<Labels> {
  if (xeroAppIds.length === 0) return new Map()
  const rows = await tx.$queryRaw<Row[]>`
    WITH seen AS MATERIALIZED (
      SELECT "id", "name", "clientId", "lookOfName"("name") AS "look" FROM "XeroApp"
      WHERE "removedAt" IS NULL OR "id" = ANY(${xeroAppIds}::uuid[])
    )
    SELECT s."id"::text AS "id", s."name", CASE
      WHEN s."look" = '' OR EXISTS (SELECT FROM seen o WHERE o."look" = s."look" AND o."id" <> s."id")
        THEN right(s."clientId", 8)
    END AS "mark"
    FROM seen s WHERE s."id" = ANY(${xeroAppIds}::uuid[])`
  return labelsOf(rows)
}

/** The alert channels, told apart by the first part of their ids. */
export async function findChannelLabels(tx: Tx, channelIds: string[]): Promise<Labels> {
  if (channelIds.length === 0) return new Map()
  const rows = await tx.$queryRaw<Row[]>`
    WITH seen AS MATERIALIZED (
      SELECT "id", "name", "lookOfName"("name") AS "look" FROM "AlertChannel"
      WHERE "removedAt" IS NULL OR "id" = ANY(${channelIds}::uuid[])
    )
    SELECT s."id"::text AS "id", s."name", CASE
      WHEN s."look" = '' OR EXISTS (SELECT FROM seen o WHERE o."look" = s."look" AND o."id" <> s."id")
        THEN left(s."id"::text, 8)
    END AS "mark"
    FROM seen s WHERE s."id" = ANY(${channelIds}::uuid[])`
  return labelsOf(rows)
}

function labelsOf(rows: Row[]): Labels {
  return new Map(rows.map((row) => [row.id, labelOf(row)]))
}

type Row = Labelled & { id: string }
export type Labels = Map<string, string>
