import type { Keeper } from "@/keeper/keeper"
import { Prisma } from "@/lib/db/generated/client"

// Longer than a consent takes from the code to its stored answer, the slowest token request included.
const CLAIM_IN_SECONDS = 2 * 60

/** That no consent is completing the link `l`, or has Xero's answer and will. */
export const IS_FREE = Prisma.sql`(l."claimedBy" IS NULL OR (l."claimedUntil" < clock_timestamp() AND NOT EXISTS (
  SELECT FROM "ConsentRequest" c WHERE c."id" = l."claimedBy" AND c."answeredAt" IS NOT NULL)))`

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
      AND ${IS_FREE}`
  return claimed > 0
}

type Claim = { linkId: string; consentId: string }
