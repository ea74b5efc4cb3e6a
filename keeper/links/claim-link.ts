import type { Keeper } from "@/keeper/keeper"

// Longer than a consent takes from the code to its stored answer, the slowest token request included.
const CLAIM_IN_SECONDS = 2 * 60

/**
 * Lets this consent complete its link, and no other while it is at it: of many visitors at once one gets true. A claim
 * that a killed process left behind ends after two minutes, unless Xero's answer is stored: then its consent goes on.
 */
export async function claimLink({ db }: Pick<Keeper, "db">, claim: Claim): Promise<boolean> {
  const { linkId, consentId } = claim
  const claimed = await db.$executeRaw`
    UPDATE "Link" l SET "claimedBy" = ${consentId}::uuid,
      "claimedUntil" = clock_timestamp() + ${CLAIM_IN_SECONDS} * interval '1 second'
    WHERE l."id" = ${linkId}::uuid AND l."state" NOT IN ('done', 'declined', 'withdrawn')
      AND (l."claimedBy" IS NULL OR (l."claimedUntil" < clock_timestamp() AND NOT EXISTS (
        SELECT FROM "ConsentRequest" c WHERE c."id" = l."claimedBy" AND c."answeredAt" IS NOT NULL)))`
  return claimed > 0
}

type Claim = { linkId: string; consentId: string }
