import type { Tx } from "@/lib/db/create-db"
import type { ServiceRight } from "@/lib/services/service-rights"

/**
 * Whether a service has a right that it may use. It is not taken from the service before the transaction ends, so that
 * what ends all that the service made finds all of it.
 */
export async function holdRight(tx: Tx, serviceId: string, right: ServiceRight): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id"::text FROM "Service" WHERE "id" = ${serviceId}::uuid AND "disabledAt" IS NULL AND "revokedAt" IS NULL
      AND coalesce("expiresAt" > clock_timestamp(), true) AND ${right} = ANY("rights"::text[]) FOR SHARE`
  return rows.length > 0
}
