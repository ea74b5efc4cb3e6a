import { lockOffer } from "@/keeper/consent/offer"
import type { Keeper } from "@/keeper/keeper"

/**
 * Closes the offers of links of which nothing is left to decide: it is gone at Xero, ended here or connected by a later
 * consent. Nobody is asked about them any more, so their links would await a decision for ever.
 */
export async function closeOvertaken({ db }: Pick<Keeper, "db">): Promise<void> {
  const rows = await db.$queryRaw<{ consentId: string }[]>`
    SELECT c."id"::text AS "consentId" FROM "Link" l JOIN "ConsentRequest" c ON c."id" = l."claimedBy"
    WHERE l."state" = 'done' AND NOT EXISTS (
      SELECT FROM "Connection" o WHERE o."grantId" = c."grantId" AND o."state" = 'offered')`
  for (const { consentId } of rows) await db.$transaction((tx) => lockOffer(tx, consentId))
}
