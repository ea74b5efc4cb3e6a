import type { Keeper } from "@/keeper/keeper"
import { Prisma } from "@/lib/db/generated/client"
import { NEVER } from "@/lib/tenants/last-day"

/** No two clocks of one database differ by so much. */
const AHEAD = Prisma.sql`interval '1 minute'`
/** Nothing of these is planned so far ahead. */
const NO_PLAN = Prisma.sql`interval '2 days'`
/** More than anybody is made to wait before another try (lib/members/throttle.ts). */
const LONGEST_WAIT = Prisma.sql`interval '2 hours'`

/**
 * After the database's clock ran ahead and was put right: whatever was planned or noted in that future counts as of now, or
 * chains would end before they are due, and tokens would be served after they have. A moment that has passed is left alone.
 */
export async function forgetFuture({ db, timings, log }: Keeper): Promise<void> {
  const { chainLife, lease } = timings
  const grants = await db.$executeRaw`
    WITH ahead AS (
      UPDATE "Grant" SET "refreshDueAt" = clock_timestamp(), "checkDueAt" = clock_timestamp(), "nextAttemptAt" = NULL,
        "lastRefreshedAt" = least("lastRefreshedAt", clock_timestamp()),
        "consentedAt" = least("consentedAt", clock_timestamp()),
        "lastCheckedAt" = CASE WHEN "lastCheckedAt" IS NOT NULL THEN least("lastCheckedAt", clock_timestamp()) END,
        "lastOutcomeAt" = CASE WHEN "lastOutcomeAt" IS NOT NULL THEN least("lastOutcomeAt", clock_timestamp()) END,
        "lastUsedAt" = CASE WHEN "lastUsedAt" IS NOT NULL THEN least("lastUsedAt", clock_timestamp()) END,
        "leaseUntil" = CASE WHEN "leaseUntil" IS NOT NULL
          THEN least("leaseUntil", clock_timestamp() + ${lease} * interval '1 millisecond') END,
        -- A custom connection has no last day.
        "refreshTokenExpiresAt" = CASE WHEN "refreshTokenExpiresAt" >= ${NEVER} THEN "refreshTokenExpiresAt"
          ELSE least("refreshTokenExpiresAt", clock_timestamp() + ${chainLife} * interval '1 millisecond') END
      WHERE "state" = 'active' AND (
        greatest("lastRefreshedAt", "lastCheckedAt", "lastOutcomeAt", "lastUsedAt") > clock_timestamp() + ${AHEAD}
        -- Claimed or leased in that future by a keeper that was gone before it noted anything else.
        OR "leaseUntil" > clock_timestamp() + ${lease} * interval '1 millisecond' + ${AHEAD}
        OR greatest("refreshDueAt", "checkDueAt") > clock_timestamp() + ${NO_PLAN})
      RETURNING "currentTokenSetId"
    )
    UPDATE "TokenSet" t SET "receivedAt" = least("receivedAt", clock_timestamp()),
      "accessTokenExpiresAt" = CASE WHEN "receivedAt" > clock_timestamp() THEN clock_timestamp() ELSE "accessTokenExpiresAt" END
    FROM ahead WHERE t."id" = ahead."currentTokenSetId"`
  await db.$executeRaw`
    WITH watches AS (
      UPDATE "AlertWatch" SET "sweepDueAt" = clock_timestamp() WHERE "sweepDueAt" > clock_timestamp() + ${NO_PLAN}
    ), streams AS (
      UPDATE "AlertChannel" SET "streamDueAt" = clock_timestamp() WHERE "streamDueAt" > clock_timestamp() + ${NO_PLAN}
    ), apps AS (
      UPDATE "XeroApp" SET "countDueAt" = least("countDueAt", clock_timestamp()),
        "faultProbeDueAt" = CASE WHEN "faultProbeDueAt" IS NOT NULL THEN least("faultProbeDueAt", clock_timestamp()) END
      WHERE greatest("countDueAt", "faultProbeDueAt") > statement_timestamp() + ${NO_PLAN}
    ), deliveries AS (
      UPDATE "AlertDelivery" SET "nextAttemptAt" = clock_timestamp()
      WHERE "state" = 'waiting' AND "nextAttemptAt" > statement_timestamp() + ${NO_PLAN}
    ), mails AS (
      UPDATE "Mail" SET "nextAttemptAt" = clock_timestamp()
      WHERE "state" = 'waiting' AND "nextAttemptAt" > statement_timestamp() + ${NO_PLAN}
    )
    UPDATE "ImportRow" SET "nextAttemptAt" = clock_timestamp(),
      "leaseUntil" = CASE WHEN "leaseUntil" IS NOT NULL THEN clock_timestamp() + ${lease} * interval '1 millisecond' END
    WHERE "nextAttemptAt" > statement_timestamp() + ${NO_PLAN}`
  await db.$executeRaw`
    DELETE FROM "Throttle" WHERE "countedAt" > clock_timestamp() + ${AHEAD}
      OR "nextTryAt" > clock_timestamp() + ${LONGEST_WAIT}`
  if (grants > 0) log.warn({ event: "clock_was_ahead", grants })
}
