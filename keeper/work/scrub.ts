import type { Keeper } from "@/keeper/keeper"

/**
 * Removes the secrets of token sets that nothing can need any more: superseded ones, 45 minutes after a later one of the grant
 * was accepted by Xero, the PKCE verifiers of consents that are over,
 * and answers to consents that no chain began with, once their refresh token is dead by itself. The rows stay.
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
