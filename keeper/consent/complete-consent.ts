import { setTimeout as sleep } from "node:timers/promises"
import { type ClaimedConsent, claimConsent, findConsent } from "@/keeper/consent/claim-consent"
import { exchange } from "@/keeper/consent/exchange"
import type { Keeper } from "@/keeper/keeper"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { ConsentOutcome } from "@/lib/contract/outcomes"

const FIRST_HIT_PATIENCE_IN_MILLISECONDS = 20_000
const POLL_IN_MILLISECONDS = 250

/**
 * What comes back from Xero. Judged in this order: does the state belong to a consent of this member and browser; was it
 * used before (then the first hit's outcome is the answer); is it in time; does the vault work. Only then it is consumed,
 * the code exchanged, grant and token set stored, and the organisation list read. Every end is written to the request.
 */
export async function completeConsent(
  keeper: Keeper,
  memberId: string,
  input: OperationInput<"completeConsent">,
): Promise<OperationOutput<"completeConsent">> {
  if (input.state === null) return { kind: "problem", problem: "state_missing" }
  const found = await findConsent(keeper, { ...input, state: input.state, memberId })
  if (found.kind === "problem") return found
  const { consent } = found
  if (consent.consumed) return awaitFirstHit(keeper, consent)
  if (!consent.inTime) return { kind: "problem", problem: "state_expired" }
  if (keeper.draining || !(await keeper.vault.probe())) {
    return { kind: "problem", problem: "vault_not_ready" }
  }
  const claimed = await claimConsent(keeper, consent)
  if (claimed === null) return awaitFirstHit(keeper, consent)
  const outcome = await judgeCallback(keeper, claimed, input)
  if (outcome !== null) await writeOutcome(keeper, claimed, outcome)
  return { kind: "ended", consentId: consent.id, tenantId: consent.tenantId }
}

/** Null when the outcome is already written, together with the organisations it speaks of. */
async function judgeCallback(
  keeper: Keeper,
  consent: ClaimedConsent,
  input: OperationInput<"completeConsent">,
): Promise<ConsentOutcome | null> {
  if (input.error === "access_denied") return { kind: "cancelled" }
  if (input.error !== null) return { kind: "xero_error", error: input.error.slice(0, 100) }
  if (input.code === null) return { kind: "xero_error", error: "no code" }
  const exchanged = await exchange(keeper, consent, input.code)
  if (exchanged.kind !== "stored") return exchanged.outcome
  const check = await checkGrant(keeper, exchanged.grantId)
  if (check.kind === "checked") return null
  return { kind: "list_pending", xeroUserName: exchanged.xeroUserName }
}

async function writeOutcome(
  keeper: Keeper,
  consent: ClaimedConsent,
  outcome: ConsentOutcome,
): Promise<void> {
  await keeper.db.$transaction(async (tx) => {
    await tx.consentRequest.update({
      where: { id: consent.id },
      data: { outcome, verifierSealed: null },
      select: { id: true },
    })
    await recordEvent(tx, {
      kind: "consent.failed",
      memberId: consent.memberId,
      ...(consent.tenantId === null ? {} : { tenantId: consent.tenantId }),
      detail: { outcome: outcome.kind },
    })
  })
}

/** Back button, prefetch, double click: the code is spent, so the second hit tells what became of the first. */
async function awaitFirstHit(
  keeper: Keeper,
  consent: { id: string; tenantId: string | null },
): Promise<OperationOutput<"completeConsent">> {
  const deadline = performance.now() + FIRST_HIT_PATIENCE_IN_MILLISECONDS
  while (performance.now() < deadline) {
    const { outcome } = await keeper.db.consentRequest.findUniqueOrThrow({
      where: { id: consent.id },
      select: { outcome: true },
    })
    if (outcome !== null)
      return { kind: "ended", consentId: consent.id, tenantId: consent.tenantId }
    await sleep(POLL_IN_MILLISECONDS)
  }
  return { kind: "problem", problem: "still_running" }
}
