import { endConsent } from "@/keeper/consent/end-consent"
import { openAnswer } from "@/keeper/consent/exchange"
import { finishConsents } from "@/keeper/consent/finish-consents"
import { startChain } from "@/keeper/grants/start-chain"
import type { Keeper } from "@/keeper/keeper"
import { logFailure } from "@/keeper/log-failure"

// No process works on a consent that was cut off, so any may take it.
const AT_ONCE = 20

/**
 * From a stored answer finds the Xero user, begins that user's chain and lists the organisations it reaches. Safe to
 * repeat, here and in another process: if it is cut off, `judgeLeftAnswers` or the next check of the grant continues.
 */
export async function judgeAnswer(keeper: Keeper, consentId: string): Promise<void> {
  const consent = await keeper.db.consentRequest.findUniqueOrThrow({
    where: { id: consentId },
    select: {
      id: true,
      memberId: true,
      linkId: true,
      tenantId: true,
      nonce: true,
      answeredAt: true,
      answerSealed: true,
      xeroAppId: true,
      xeroApp: { select: { clientId: true, scopes: true, removedAt: true } },
    },
  })
  const { id, memberId, linkId, nonce, answerSealed, answeredAt } = consent
  if (answerSealed === null || answeredAt === null) return
  if (consent.xeroApp.removedAt !== null)
    return endConsent(keeper, consent, { kind: "app_removed" })
  const tokenSet = await openAnswer(keeper, { id, answerSealed })
  const { accessToken, idToken, refreshToken } = tokenSet
  if (refreshToken === null)
    return endConsent(keeper, consent, { kind: "xero_trouble", trouble: "protocol" })
  // An id_token is judged by its issuer's clock at the moment it arrived: this machine's clock may be wrong.
  const issuedAt = tokenSet.issuedAt ?? answeredAt
  const clockSkewInSeconds = Math.round((issuedAt.getTime() - Date.now()) / 1_000)
  const identity = await keeper.xero.identity({
    accessToken,
    idToken,
    nonce,
    clockSkewInSeconds,
    clientId: consent.xeroApp.clientId,
  })
  if (identity.kind === "unreachable") return
  if (identity.kind === "refused") {
    return endConsent(keeper, consent, { kind: "identity_refused", reason: identity.reason })
  }
  const begun = await startChain(keeper, {
    consentId,
    memberId,
    xeroAppId: consent.xeroAppId,
    linkId,
    identity,
    tokenSet,
    refreshToken,
    scopes: tokenSet.scopes ?? consent.xeroApp.scopes,
    answeredAt,
  })
  if (begun === null) return endConsent(keeper, consent, { kind: "app_removed" })
  await finishConsents(keeper, begun.grantId)
}

/**
 * Continues with answers that were stored but not judged, because a process was killed or Xero's signing keys could not
 * be read.
 */
export async function judgeLeftAnswers(keeper: Keeper): Promise<void> {
  const left = await keeper.db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "ConsentRequest"
    WHERE "answerSealed" IS NOT NULL AND "outcome" IS NULL
      AND "xeroAppId" IN (SELECT "id" FROM "XeroApp" WHERE "usable" OR "removedAt" IS NOT NULL)
      AND "answeredAt" < clock_timestamp() - ${keeper.timings.answerLeft} * interval '1 millisecond'
    ORDER BY "answeredAt" LIMIT ${AT_ONCE}`
  for (const { id } of left) {
    if (keeper.completing.has(id) || keeper.draining) continue
    // One that cannot be opened or stored must not hold up those behind it.
    const facts = { event: "consent_answer_not_judged", consentId: id }
    await judgeAnswer(keeper, id).catch(logFailure(keeper.log, facts))
  }
}
