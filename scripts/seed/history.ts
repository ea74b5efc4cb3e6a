import type { Db } from "@/lib/db/create-db"
import { daysFromNow } from "@/scripts/seed/times"

/**
 * A month of refreshes of every grant, one each `everyHours`, and two troubles at Xero that passed: in each of them, and now
 * and then beside them, some refreshes failed. Nothing is random.
 */
export async function seedHistory(db: Db, { everyHours }: { everyHours: number }): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "TokenSet" ("id", "grantId", "chain", "rotation", "fingerprint", "receivedAt", "accessTokenExpiresAt", "scrubbedAt")
    SELECT md5('token set' || g."id")::uuid, g."id", 1, 1, 'made-up', g."consentedAt", g."consentedAt", g."consentedAt"
    FROM "Grant" g`
  await db.$executeRaw`
    INSERT INTO "RefreshAttempt" ("id", "grantId", "tokenSetId", "purpose", "epoch", "keeperId", "startedAt", "finishedAt", "outcome")
    SELECT gen_random_uuid(), "grantId", "tokenSetId", 'refresh', 1, 'seed', "at", "at" + interval '1 second',
      CASE WHEN extract(day FROM statement_timestamp() - "at") IN (3, 17) AND n % 3 > 0 OR (n + spread) % 29 = 0 THEN 'unknown' ELSE 'ok' END
    FROM (
      SELECT g."id" AS "grantId", md5('token set' || g."id")::uuid AS "tokenSetId", h AS n, spread,
        statement_timestamp() - (h * ${everyHours}::int + spread % greatest(${everyHours}::int, 24)) * interval '1 hour' AS "at"
      FROM "Grant" g, abs(hashtext(g."id"::text)) spread, generate_series(0, 720 / ${everyHours}::int) h
      WHERE g."state" = 'active'
    ) attempts`
  await db.incident.createMany({
    data: [
      { from: 3.4, hours: 7, failing: 9, asked: 11 },
      { from: 17.2, hours: 1, failing: 6, asked: 8 },
    ].map(({ from, hours, ...detail }) => ({
      kind: "xero_trouble",
      openedAt: daysFromNow(-from),
      closedAt: daysFromNow(hours / 24 - from),
      detail,
    })),
  })
}
