import { Prisma } from "@/lib/db/generated/client"

/** What `serviceState` says of a row, for queries that sort or count thousands: of the service `s`, by the database's clock. */
export const STATE_SQL = Prisma.sql`
  CASE
    WHEN s."revokedAt" IS NOT NULL THEN 'revoked'
    WHEN s."disabledAt" IS NOT NULL THEN 'disabled'
    WHEN s."expiresAt" <= clock_timestamp() THEN 'expired'
    ELSE 'active'
  END`
