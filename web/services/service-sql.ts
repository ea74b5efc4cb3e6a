import { Prisma } from "@/lib/db/generated/client"
import { LEDGER_DAYS } from "@/web/services/service-query"

/** What `serviceState` says of a row, for queries that sort or count thousands: of the service `s`, by the database's clock. */
export const STATE_SQL = Prisma.sql`
  CASE
    WHEN s."revokedAt" IS NOT NULL THEN 'revoked'
    WHEN s."disabledAt" IS NOT NULL THEN 'disabled'
    WHEN s."expiresAt" <= clock_timestamp() THEN 'expired'
    ELSE 'active'
  END`

/** Whether `usageOf` says `never` or `idle`, likewise. */
export const UNUSED_SQL = Prisma.sql`
  "allowedSince" <= now() - make_interval(days => ${LEDGER_DAYS})
  AND ("lastFetchAt" IS NULL OR "lastFetchAt" <= now() - make_interval(days => ${LEDGER_DAYS}))`
