import { randomUUID } from "node:crypto"
import type { EndedConsent } from "@/keeper/consent/end-consent"
import { type Callback, type Consent, hashAgain } from "@/keeper/consent/find-consent"
import { verifierPlace } from "@/keeper/consent/start-consent"
import type { Keeper } from "@/keeper/keeper"

/** Consumes the request: of two hits at the same moment one gets it and the other gets null. */
export async function claimConsent(
  keeper: Keeper,
  { id }: Consent,
  { answerHash }: Callback,
): Promise<ClaimedConsent | null> {
  const [row] = await keeper.db.$queryRaw<ClaimedConsent[]>`
    UPDATE "ConsentRequest" SET "consumedAt" = clock_timestamp(), "answerHash" = ${answerHash}
    WHERE "id" = ${id}::uuid AND "consumedAt" IS NULL AND "expiresAt" > clock_timestamp()
    RETURNING "id", "tenantId", "memberId", "linkId", "xeroAppId", "verifierSealed"`
  return row ?? null
}

/** Makes the same request once more, for another answer: it is created as consumed, and only once. */
export async function claimAgain(
  keeper: Keeper,
  { id: firstId }: Consent,
  { state, answerHash }: Callback,
): Promise<ClaimedConsent | null> {
  const { verifierSealed: sealed } = await keeper.db.consentRequest.findUniqueOrThrow({
    where: { id: firstId },
    select: { verifierSealed: true },
  })
  if (sealed === null) return null
  const id = randomUUID()
  const verifier = await keeper.vault.open(sealed, verifierPlace(firstId))
  const verifierSealed = await keeper.vault.seal(verifier, verifierPlace(id))
  const [row] = await keeper.db.$queryRaw<ClaimedConsent[]>`
    INSERT INTO "ConsentRequest" ("id", "stateHash", "browserHash", "verifierSealed", "nonce", "purpose", "tenantId",
      "memberId", "linkId", "xeroAppId", "createdAt", "expiresAt", "consumedAt", "answerHash")
    SELECT ${id}::uuid, ${hashAgain(state, answerHash)}, "browserHash", ${verifierSealed}, "nonce", "purpose", "tenantId",
      "memberId", "linkId", "xeroAppId", "createdAt", "expiresAt", clock_timestamp(), ${answerHash}
    FROM "ConsentRequest" WHERE "id" = ${firstId}::uuid AND "expiresAt" > clock_timestamp()
    ON CONFLICT ("stateHash") DO NOTHING
    RETURNING "id", "tenantId", "memberId", "linkId", "xeroAppId", "verifierSealed"`
  return row ?? null
}

export type ClaimedConsent = EndedConsent & { xeroAppId: string; verifierSealed: string }
