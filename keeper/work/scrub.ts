import type { Keeper } from "@/keeper/keeper"

/**
 * Removes secrets that are no longer needed: those of superseded token sets, 45 minutes after Xero accepted a later one
 * of the grant; the PKCE verifiers of finished consents; and answers to consents that began no chain, once their
 * refresh token has expired. The rows stay.
 */
export async function scrub(keeper: Keeper): Promise<void> {
  const { scrubAfter, chainLife } = keeper.timings
  await keeper.db.$executeRaw`
    UPDATE "TokenSet" t SET "accessTokenSealed" = NULL, "refreshTokenSealed" = NULL, "scrubbedAt" = clock_timestamp()
    WHERE t."scrubbedAt" IS NULL
      AND NOT EXISTS (SELECT 1 FROM "Grant" g WHERE g."currentTokenSetId" = t."id")
      AND EXISTS (
        SELECT 1 FROM "TokenSet" later
        WHERE later."grantId" = t."grantId" AND later."rotation" > t."rotation"
          AND later."confirmedAt" < clock_timestamp() - ${scrubAfter} * interval '1 millisecond'
      )`
  await keeper.db.$executeRaw`
    UPDATE "ConsentRequest" SET "verifierSealed" = NULL
    WHERE "verifierSealed" IS NOT NULL AND "expiresAt" < clock_timestamp() - interval '1 hour'`
  await keeper.db.$executeRaw`
    UPDATE "ConsentRequest" SET "answerSealed" = NULL
    WHERE "answerSealed" IS NOT NULL AND "answeredAt" < clock_timestamp() - ${chainLife} * interval '1 millisecond'`
}
