import { endConsent } from "@/keeper/consent/end-consent"
import { openAnswer } from "@/keeper/consent/exchange"
import { finishConsents } from "@/keeper/consent/finish-consents"
import { startChain } from "@/keeper/grants/start-chain"
import type { Keeper } from "@/keeper/keeper"

// A consent that was cut off is nobody's own work any more.
const AT_ONCE = 20

/**
 * Stored answer → whose it is → a chain of that Xero user's → which organisations it reaches. Safe to repeat, here and in
 * another process: whoever is cut off on the way is taken up by `judgeLeftAnswers`, or by the next check of the grant.
 */
export async function judgeAnswer(keeper: Keeper, consentId: string): Promise<void> {
  const consent = await keeper.db.consentRequest.findUniqueOrThrow({
    where: { id: consentId },
    select: {
      id: true,
      memberId: true,
      tenantId: true,
      nonce: true,
      answeredAt: true,
      answerSealed: true,
      xeroApp: { select: { scopes: true } },
    },
  })
  const { id, memberId, nonce, answerSealed, answeredAt } = consent
  if (answerSealed === null || answeredAt === null) return
  const tokenSet = await openAnswer(keeper, { id, answerSealed })
  const { accessToken, idToken, refreshToken } = tokenSet
  if (refreshToken === null)
    return endConsent(keeper, consent, { kind: "xero_trouble", trouble: "protocol" })
  // An id_token is judged by the clock of who issued it, at the moment when it came: this machine's may be wrong.
  const issuedAt = tokenSet.issuedAt ?? answeredAt
  const clockSkewInSeconds = Math.round((issuedAt.getTime() - Date.now()) / 1_000)
  const identity = await keeper.xero.identity({ accessToken, idToken, nonce, clockSkewInSeconds })
  if (identity.kind === "unreachable") return
  if (identity.kind === "refused") {
    return endConsent(keeper, consent, { kind: "identity_refused", reason: identity.reason })
  }
  const { grantId } = await startChain(keeper, {
    consentId,
    memberId,
    identity,
    tokenSet,
    refreshToken,
    scopes: tokenSet.scopes ?? consent.xeroApp.scopes,
    answeredAt,
  })
  await finishConsents(keeper, grantId)
}

/** Takes up answers that a process left stored and unjudged: it was killed, or Xero's signing keys could not be read. */
export async function judgeLeftAnswers(keeper: Keeper): Promise<void> {
  const left = await keeper.db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "ConsentRequest"
    WHERE "answerSealed" IS NOT NULL AND "outcome" IS NULL AND "xeroAppId" = ${keeper.xeroAppId}::uuid
      AND "answeredAt" < clock_timestamp() - ${keeper.timings.answerLeft} * interval '1 millisecond'
    ORDER BY "answeredAt" LIMIT ${AT_ONCE}`
  for (const { id } of left) {
    if (!keeper.completing.has(id) && !keeper.draining) await judgeAnswer(keeper, id)
  }
}
