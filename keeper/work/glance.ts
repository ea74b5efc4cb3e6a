import type { Keeper } from "@/keeper/keeper"

/** How long one reading serves all the work, in polls: what falls due waits for the next one. */
const LASTS_POLLS = 4

/**
 * What there is to do, by one statement that all the work shares: a keeper with nothing to do asks the database little. Each
 * part of it reads an index that holds only what waits.
 */
export function createGlance(keeper: Keeper): () => Promise<Due> {
  let reading: Promise<Due> | null = null
  let readAt = 0
  return () => {
    const isOld = performance.now() - readAt >= LASTS_POLLS * keeper.timings.workPoll
    if (reading === null || isOld) {
      readAt = performance.now()
      reading = readDue(keeper)
    }
    return reading
  }
}

async function readDue({ db }: Keeper): Promise<Due> {
  const [due] = await db.$queryRaw<Due[]>`
    SELECT
      EXISTS (SELECT FROM "Grant" g JOIN "XeroApp" a ON a."id" = g."xeroAppId" AND a."usable"
        WHERE g."state" = 'active' AND g."refreshDueAt" <= statement_timestamp()) AS "refreshes",
      EXISTS (SELECT FROM "Grant" g JOIN "XeroApp" a ON a."id" = g."xeroAppId" AND a."usable"
        WHERE g."state" = 'active' AND g."checkDueAt" <= statement_timestamp()) AS "checks",
      EXISTS (SELECT FROM "Grant"
        WHERE "state" = 'active' AND ("leaseUntil" IS NOT NULL OR "confirmationsDue" > 0 OR "failures" > 0 OR "strikes" > 0))
        AS "urgent",
      EXISTS (SELECT FROM "ImportRow" WHERE "nextAttemptAt" <= statement_timestamp()) AS "imports",
      EXISTS (SELECT FROM "ConsentRequest" WHERE "answerSealed" IS NOT NULL AND "outcome" IS NULL) AS "answers",
      EXISTS (SELECT FROM "Incident" WHERE "closedAt" IS NULL) AS "incidents",
      EXISTS (SELECT FROM "AlertDelivery" WHERE "state" = 'waiting' AND "nextAttemptAt" <= statement_timestamp())
        AS "deliveries",
      EXISTS (SELECT FROM "CampaignLink" WHERE "nextMailAt" <= statement_timestamp()) AS "links",
      EXISTS (SELECT FROM "Job" WHERE "finishedAt" IS NULL) AS "jobs",
      EXISTS (SELECT FROM "Mail" WHERE "state" = 'waiting' AND "nextAttemptAt" <= statement_timestamp()) AS "mails",
      EXISTS (SELECT FROM "AlertWatch" WHERE "sweepDueAt" <= statement_timestamp())
        OR EXISTS (SELECT FROM "Alert" WHERE "settledAt" IS NULL
          AND ("resolvedAt" IS NOT NULL OR "toldLevel" IS DISTINCT FROM "level")) AS "alerts",
      (SELECT max("id") FROM "AuditEvent") AS "newestEventId",
      (SELECT max("id") FROM "AuditEvent")
        > coalesce((SELECT "upTo" FROM "AuditBlock" ORDER BY "number" DESC LIMIT 1), 0) IS TRUE AS "events",
      EXISTS (SELECT FROM "AlertChannel" WHERE "sends" = 'activity' AND "removedAt" IS NULL
        AND "streamDueAt" <= statement_timestamp()
        AND "streamedTo" < (SELECT max("id") FROM "AuditEvent")) AS "streams"`
  if (due === undefined) throw new Error("the database gave no answer")
  return due
}

export type Due = {
  refreshes: boolean
  checks: boolean
  /** Chains that are being refreshed, or whose last refresh did not go well. */
  urgent: boolean
  imports: boolean
  /** Answers to consents that were stored and not judged. */
  answers: boolean
  /** Any that is open. */
  incidents: boolean
  deliveries: boolean
  mails: boolean
  /** Links of campaigns that are to be sent. */
  links: boolean
  /** Jobs on many organisations that go on. */
  jobs: boolean
  /** All problems are to be looked for, or one has not been told yet. */
  alerts: boolean
  newestEventId: bigint | null
  /** Events that are in no block yet. */
  events: boolean
  /** A webhook that has not had every event. */
  streams: boolean
}
