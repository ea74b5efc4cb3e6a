import { findClient } from "@/keeper/apps/find-client"
import type { ClaimedConsent } from "@/keeper/consent/claim-consent"
import { verifierPlace } from "@/keeper/consent/start-consent"
import { noteAppFault } from "@/keeper/grants/app-fault"
import { untilCommitted } from "@/keeper/grants/until-committed"
import type { Keeper } from "@/keeper/keeper"
import type { ReceivedTokenSet, TokenJudgement } from "@/keeper/xero/judge"
import type { ConsentOutcome } from "@/lib/contract/outcomes"

/**
 * Exchanges the code for a token set and stores it, sealed, before judging it. The code is sent only once, because a
 * lost answer cannot be requested again, and Xero may end the old chain with it. So everything needed to judge the
 * answer is fetched first. Null when the answer is stored, otherwise why there is none.
 */
export async function exchange(
  keeper: Keeper,
  consent: ClaimedConsent,
  code: string,
): Promise<ConsentOutcome | null> {
  if (!(await keeper.xero.isReachable())) return { kind: "xero_trouble", trouble: "not_sent" }
  const verifier = await keeper.vault.open(consent.verifierSealed, verifierPlace(consent.id))
  const client = await findClient(keeper, consent.xeroAppId)
  if (client === null) return withoutClient(keeper, consent)
  const judgement = await keeper.xero.exchangeCode({ client, code, verifier })
  const answeredAt = performance.now()
  if (judgement.kind !== "ok") return explain(keeper, consent, judgement)
  const { tokenSet } = judgement
  const answerSealed = await keeper.vault.seal(JSON.stringify(tokenSet), answerPlace(consent.id))
  await untilCommitted(keeper, consent.id, async () => {
    const sinceAnswer = performance.now() - answeredAt
    return keeper.db.$executeRaw`
      UPDATE "ConsentRequest" SET "answerSealed" = ${answerSealed},
        "answeredAt" = clock_timestamp() - ${sinceAnswer} * interval '1 millisecond'
      WHERE "id" = ${consent.id}::uuid`
  })
  return null
}

async function withoutClient(
  { db }: Keeper,
  { xeroAppId }: ClaimedConsent,
): Promise<ConsentOutcome> {
  const isGone = await db.xeroApp.count({ where: { id: xeroAppId, removedAt: { not: null } } })
  return isGone > 0 ? { kind: "app_removed" } : { kind: "xero_trouble", trouble: "not_sent" }
}

/** The stored answer of a consent. */
export async function openAnswer(
  keeper: Keeper,
  { id, answerSealed }: { id: string; answerSealed: string },
): Promise<ReceivedTokenSet> {
  const answer = await keeper.vault.open(answerSealed, answerPlace(id))
  const { issuedAt, ...tokenSet } = JSON.parse(answer) as StoredAnswer
  return { ...tokenSet, issuedAt: issuedAt === null ? null : new Date(issuedAt) }
}

export function answerPlace(consentId: string): { column: string; row: string } {
  return { column: "ConsentRequest.answer", row: consentId }
}

async function explain(
  keeper: Keeper,
  { xeroAppId }: ClaimedConsent,
  judgement: Exclude<TokenJudgement, { kind: "ok" }>,
): Promise<ConsentOutcome> {
  if (judgement.kind === "invalid_grant") return { kind: "code_refused" }
  if (judgement.kind === "app_fault") {
    await keeper.db.$transaction((tx) => noteAppFault(keeper, tx, { xeroAppId, judgement }))
  }
  return { kind: "xero_trouble", trouble: judgement.kind }
}

type StoredAnswer = Omit<ReceivedTokenSet, "issuedAt"> & { issuedAt: string | null }
