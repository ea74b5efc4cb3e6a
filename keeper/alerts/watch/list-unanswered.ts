import { QUIETING } from "@/keeper/incidents/incident"
import type { Tx } from "@/lib/db/create-db"

const UNANSWERED_AFTER_MINUTES = 10
/** For so long after its first use Xero accepts a refresh token again (docs/xero.md §2.2). */
const GRACE_IN_MINUTES = 30

/**
 * Chains whose current refresh token was first presented 10 minutes ago or earlier and has had no usable answer since
 * (docs/refresh-chain.md, "unknown"). None while an incident is open: its alert covers them all.
 */
export async function listUnanswered(
  tx: Tx,
  grantIds: string[] | null,
): Promise<UnansweredGrant[]> {
  return tx.$queryRaw<UnansweredGrant[]>`
    SELECT g."id", g."xeroUserName", t."firstPresentedAt" AS "since",
      t."firstPresentedAt" + ${GRACE_IN_MINUTES} * interval '1 minute' AS "endsAt",
      jsonb_agg(jsonb_build_object('tenantId', o."tenantId", 'name', o."name") ORDER BY lower(o."name")) AS "tenants"
    FROM "Grant" g
    JOIN "XeroApp" a ON a."id" = g."xeroAppId" AND a."usable"
    JOIN "TokenSet" t ON t."id" = g."currentTokenSetId"
    JOIN "Connection" c ON c."grantId" = g."id" AND c."state" = 'connected'
    JOIN "Tenant" o ON o."tenantId" = c."tenantId" AND o."removedAt" IS NULL
    WHERE g."state" = 'active' AND g."failingSince" IS NOT NULL AND g."strikes" = 0
      AND g."lastOutcome" NOT IN ('damaged', 'key_missing')
      AND t."firstPresentedAt" < clock_timestamp() - ${UNANSWERED_AFTER_MINUTES} * interval '1 minute'
      AND (${grantIds === null} OR g."id" = ANY(${grantIds ?? []}::uuid[]))
      AND NOT EXISTS (SELECT 1 FROM "Incident" WHERE "closedAt" IS NULL AND "kind"::text = ANY(${QUIETING}))
    GROUP BY g."id", t."id"`
}

export type UnansweredGrant = {
  id: string
  xeroUserName: string
  since: Date
  endsAt: Date
  tenants: { tenantId: string; name: string }[]
}
