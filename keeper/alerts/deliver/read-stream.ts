import type { Keeper } from "@/keeper/keeper"

/**
 * The next events after `position`, by id. An earlier id can be committed after a later one; so only those are read that are
 * older than the longest transaction, and nothing can come before them any more.
 */
export async function readStream(
  { db, alerts }: Keeper,
  position: bigint,
  limit: number,
): Promise<StreamedEvent[]> {
  return db.$queryRaw<StreamedEvent[]>`
    SELECT e."id"::text AS "id", e."at", e."kind", e."memberId", m."name" AS "member", e."tenantId",
      t."name" AS "organisation", e."serviceId", s."name" AS "service", e."grantId", g."xeroUserName" AS "xeroUser",
      e."address", e."browser", e."requestId", e."detail"
    FROM "AuditEvent" e
    LEFT JOIN "Member" m ON m."id" = e."memberId"
    LEFT JOIN "Tenant" t ON t."tenantId" = e."tenantId"
    LEFT JOIN "Service" s ON s."id" = e."serviceId"
    LEFT JOIN "Grant" g ON g."id" = e."grantId"
    WHERE e."id" > ${position} AND e."id" < coalesce((
      SELECT min(n."id") FROM "AuditEvent" n
      WHERE n."id" > ${position} AND n."at" >= clock_timestamp() - ${alerts.timings.lateCommit} * interval '1 millisecond'
    ), 9223372036854775807)
    ORDER BY e."id" LIMIT ${limit}`
}

/** An event as a SIEM gets it; `id` is its position, in digits. */
export type StreamedEvent = {
  id: string
  at: Date
  kind: string
  memberId: string | null
  member: string | null
  tenantId: string | null
  organisation: string | null
  serviceId: string | null
  service: string | null
  grantId: string | null
  xeroUser: string | null
  address: string | null
  browser: string | null
  requestId: string | null
  detail: unknown
}
