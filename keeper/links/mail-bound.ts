import type { Tx } from "@/lib/db/create-db"

// More than a product's customers come to in an hour, and few enough that a stolen client secret is noticed before it has
// written to thousands in the owner's name.
export const MOST_MAILS_AN_HOUR = 100

/**
 * In how many seconds a service may have a link sent by mail again; 0: now. Counted in the database, so for all keepers
 * together, and one request of a service at a time. A request that is repeated by its key sends nothing.
 */
export async function findMailWait(tx: Tx, { serviceId, key }: Sender): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`mails of ${serviceId}`}, 0))`
  if (key !== null && (await tx.link.count({ where: { serviceId, idempotencyKey: key } })) > 0)
    return 0
  const [row] = await tx.$queryRaw<{ wait: number }[]>`
    SELECT ceil(extract(epoch FROM m."createdAt" + interval '1 hour' - statement_timestamp()))::int AS "wait"
    FROM "Mail" m JOIN "Link" l ON l."id" = m."subjectId"
    WHERE m."createdAt" > statement_timestamp() - interval '1 hour' AND m."kind" = 'link' AND m."state" <> 'cancelled'
      AND l."serviceId" = ${serviceId}::uuid
    ORDER BY m."createdAt" DESC OFFSET ${MOST_MAILS_AN_HOUR - 1} LIMIT 1`
  return row === undefined ? 0 : Math.max(1, row.wait)
}

/**
 * The same for a member who makes links or sends them again. Nobody does that by hand so often in an hour; a campaign, which has one
 * mail for each address a day, is for more.
 */
export async function findMemberWait(tx: Tx, memberId: string): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`mails of ${memberId}`}, 0))`
  const [row] = await tx.$queryRaw<{ wait: number }[]>`
    SELECT ceil(extract(epoch FROM "at" + interval '1 hour' - statement_timestamp()))::int AS "wait" FROM "AuditEvent"
    WHERE "memberId" = ${memberId}::uuid AND "at" > statement_timestamp() - interval '1 hour'
      AND "kind" IN ('link.made', 'link.renewed')
    ORDER BY "at" DESC OFFSET ${MOST_MAILS_AN_HOUR - 1} LIMIT 1`
  return row === undefined ? 0 : Math.max(1, row.wait)
}

type Sender = { serviceId: string; key: string | null }
