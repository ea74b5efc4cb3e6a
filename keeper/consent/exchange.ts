import { setTimeout as sleep } from "node:timers/promises"
import type { ClaimedConsent } from "@/keeper/consent/claim-consent"
import { verifierPlace } from "@/keeper/consent/start-consent"
import { beginAppFault } from "@/keeper/grants/app-fault"
import { startChain } from "@/keeper/grants/start-chain"
import type { Keeper } from "@/keeper/keeper"
import type { IdentityJudgement, IdentityRequest } from "@/keeper/xero/authorization"
import type { TokenJudgement } from "@/keeper/xero/judge"
import type { ConsentOutcome } from "@/lib/contract/outcomes"
import { dbNow } from "@/lib/db/clock"

const KEY_ATTEMPTS = 3
const BETWEEN_KEY_ATTEMPTS_IN_MILLISECONDS = 1_000

/**
 * Code → token set → who it belongs to → stored. The code is sent once: a lost answer cannot be asked for again. So what the
 * answer is judged by is in hand before: Xero may end the old chain with it, and then it is the only one left.
 */
export async function exchange(
  keeper: Keeper,
  consent: ClaimedConsent,
  code: string,
): Promise<Exchanged> {
  if (!(await keeper.xero.isReachable()))
    return failed({ kind: "xero_trouble", trouble: "not_sent" })
  const verifier = await keeper.vault.open(consent.verifierSealed, verifierPlace(consent.id))
  const judgement = await keeper.xero.exchangeCode({ code, verifier })
  const answeredAt = performance.now()
  if (judgement.kind !== "ok") return { kind: "failed", outcome: await explain(keeper, judgement) }
  const { tokenSet } = judgement
  if (tokenSet.refreshToken === null) return failed({ kind: "xero_trouble", trouble: "protocol" })
  const { accessToken, idToken, refreshToken } = tokenSet
  // An id_token is judged by the clock of who issued it: this machine's, and its database's, may be wrong.
  const issuedAt = tokenSet.issuedAt ?? (await dbNow(keeper.db))
  const clockSkewInSeconds = Math.round((issuedAt.getTime() - Date.now()) / 1_000)
  const identity = await judgeIdentity(keeper, {
    accessToken,
    idToken,
    nonce: consent.nonce,
    clockSkewInSeconds,
  })
  if (identity.kind === "unreachable") return failed({ kind: "xero_trouble", trouble: "not_sent" })
  if (identity.kind === "refused")
    return failed({ kind: "identity_refused", reason: identity.reason })
  const { memberId, id: consentId } = consent
  const { grantId } = await startChain(keeper, {
    consentId,
    memberId,
    identity,
    tokenSet,
    refreshToken,
    answeredAt,
  })
  return { kind: "stored", grantId, xeroUserName: identity.xeroUserName }
}

/** The code is spent by now, so Xero's signing keys are asked for more than once before the consent is given up. */
async function judgeIdentity(
  keeper: Keeper,
  request: Omit<IdentityRequest, "endpoints" | "keys" | "clientId">,
): Promise<IdentityJudgement> {
  for (let attempt = 1; ; attempt += 1) {
    const judgement = await keeper.xero.identity(request)
    if (judgement.kind !== "unreachable" || attempt === KEY_ATTEMPTS) return judgement
    await sleep(BETWEEN_KEY_ATTEMPTS_IN_MILLISECONDS)
  }
}

async function explain(
  keeper: Keeper,
  judgement: Exclude<TokenJudgement, { kind: "ok" }>,
): Promise<ConsentOutcome> {
  if (judgement.kind === "invalid_grant") return { kind: "code_refused" }
  if (judgement.kind === "app_fault") {
    const { code } = judgement
    const probeInMilliseconds = keeper.timings.appProbe
    await keeper.db.$transaction((tx) =>
      beginAppFault(tx, { xeroAppId: keeper.xeroAppId, code, probeInMilliseconds }),
    )
  }
  return { kind: "xero_trouble", trouble: judgement.kind }
}

function failed(outcome: ConsentOutcome): Exchanged {
  return { kind: "failed", outcome }
}

type Exchanged =
  | { kind: "stored"; grantId: string; xeroUserName: string }
  | { kind: "failed"; outcome: ConsentOutcome }
