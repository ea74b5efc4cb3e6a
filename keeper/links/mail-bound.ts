import { findHourlyWait } from "@/keeper/hourly-wait"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

// More than a product's customers come to in an hour, and few enough that a stolen client secret is noticed before it has
// written to thousands in the owner's name.
export const MOST_MAILS_AN_HOUR = 100

/**
 * In how many seconds a service may have a link sent by mail again; 0: now. One request of a service at a time. A request
 * that is repeated by its key sends nothing.
 */
export async function findMailWait(tx: Tx, { serviceId, key }: Sender): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`mails of ${serviceId}`}, 0))`
  if (key !== null && (await tx.link.count({ where: { serviceId, idempotencyKey: key } })) > 0)
    return 0
  const times = Prisma.sql`
    SELECT m."createdAt" AS "at" FROM "Mail" m JOIN "Link" l ON l."id" = m."subjectId"
    WHERE m."kind" = 'link' AND m."state" <> 'cancelled' AND l."serviceId" = ${serviceId}::uuid`
  return findHourlyWait(tx, times, MOST_MAILS_AN_HOUR)
}

/**
 * The same for a member who makes links or sends them again. Nobody does that by hand so often in an hour; a campaign, which has one
 * mail for each address a day, is for more.
 */
export async function findMemberWait(tx: Tx, memberId: string): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`mails of ${memberId}`}, 0))`
  const times = Prisma.sql`
    SELECT "at" FROM "AuditEvent" WHERE "memberId" = ${memberId}::uuid AND "kind" IN ('link.made', 'link.renewed')`
  return findHourlyWait(tx, times, MOST_MAILS_AN_HOUR)
}

type Sender = { serviceId: string; key: string | null }
