import { setTimeout as sleep } from "node:timers/promises"
import { type ClaimedConsent, claimAgain, claimConsent } from "@/keeper/consent/claim-consent"
import { endConsent } from "@/keeper/consent/end-consent"
import { exchange } from "@/keeper/consent/exchange"
import { type Callback, type Consent, type Found, findConsent } from "@/keeper/consent/find-consent"
import { judgeAnswer } from "@/keeper/consent/judge-answer"
import { hashOf } from "@/keeper/consent/start-consent"
import type { Keeper } from "@/keeper/keeper"
import { claimLink } from "@/keeper/links/claim-link"
import { logFailure } from "@/keeper/log-failure"
import { recordRefusal } from "@/lib/audit/record-refusal"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { ConsentOutcome } from "@/lib/contract/outcomes"
import { storableText } from "@/lib/text"

// Most consents are complete by then; for the others the page shows how far they are.
const PATIENCE_IN_MILLISECONDS = 2_000

/**
 * Handles what comes back from Xero: matches it to a consent of this member (null: of a link's holder) and browser, consumes
 * that and completes it. What it refuses is an event. Answers when that is done, or after two seconds; the work then continues, and its
 * outcome is written to the request.
 */
export async function completeConsent(
  keeper: Keeper,
  memberId: string | null,
  input: OperationInput<"completeConsent">,
): Promise<Completed> {
  const completed = await match(keeper, memberId, input)
  if (completed.kind === "problem") {
    const detail = { reason: completed.problem }
    await recordRefusal(keeper.db, { kind: "consent.callback_refused", memberId, detail })
  }
  return completed
}

async function match(
  keeper: Keeper,
  memberId: string | null,
  { state, iss, cameTwice, ...input }: OperationInput<"completeConsent">,
): Promise<Completed> {
  if (cameTwice) return { kind: "problem", problem: "value_twice" }
  // Xero sends none. Whoever sends one must send the right one (RFC 9207 §2.4): the code of another issuer stays unused.
  if (iss && !keeper.xero.isIssuer(iss)) return { kind: "problem", problem: "other_issuer" }
  if (state === null) return { kind: "problem", problem: "state_missing" }
  // An empty value is none (RFC 6749 §3.1). Where a code came, Xero may list a connection, whatever stands beside it.
  const code = input.code || null
  const answerHash = hashOf(code === null ? `error ${input.error}` : `code ${code}`)
  const callback = { ...input, state, code, answerHash, memberId }
  const found = await findConsent(keeper, callback)
  if (found.kind === "problem") return found
  if (found.kind === "known") return ended(found.consent)
  if (keeper.draining || !(await keeper.vault.probe())) {
    return { kind: "problem", problem: "vault_not_ready" }
  }
  const consent = await claimTrip(keeper, found, callback)
  if (consent === null) return readFirst(keeper, callback)
  const facts = { event: "consent_failed", consentId: consent.id }
  // The keeper's background work continues with whatever was stored by then.
  const completing = complete(keeper, consent, callback)
    .catch(logFailure(keeper.log, facts))
    .finally(() => keeper.completing.delete(consent.id))
  keeper.completing.set(consent.id, completing)
  await Promise.race([completing, sleep(PATIENCE_IN_MILLISECONDS)])
  return ended(consent)
}

async function complete(
  keeper: Keeper,
  consent: ClaimedConsent,
  { code, error }: Callback & { error: string | null },
): Promise<void> {
  if (code === null) return endConsent(keeper, consent, withoutCode(error))
  const { id: consentId, linkId } = consent
  if (linkId !== null && !(await claimLink(keeper, { linkId, consentId }))) {
    return endConsent(keeper, consent, { kind: "link_over" })
  }
  const outcome = await exchange(keeper, consent, code)
  if (outcome !== null) return endConsent(keeper, consent, outcome)
  await judgeAnswer(keeper, consent.id)
}

function withoutCode(error: string | null): ConsentOutcome {
  if (error === "access_denied") return { kind: "cancelled" }
  return { kind: "xero_error", error: storableText(error ?? "", 100) || "no code" }
}

/** If another hit is quicker and brings something else, this one is a trip of its own. */
async function claimTrip(
  keeper: Keeper,
  { kind, consent }: Exclude<Found, { kind: "problem" }>,
  callback: Callback,
): Promise<ClaimedConsent | null> {
  const claimed = kind === "open" ? await claimConsent(keeper, consent, callback) : null
  if (claimed !== null) return claimed
  const found = await findConsent(keeper, callback)
  return found.kind === "again" ? claimAgain(keeper, found.consent, callback) : null
}

/** With the same content, the quicker one's outcome is the answer. */
async function readFirst(keeper: Keeper, callback: Callback): Promise<Completed> {
  const found = await findConsent(keeper, callback)
  if (found.kind === "problem") return found
  return found.kind === "known" ? ended(found.consent) : { kind: "problem", problem: "came_again" }
}

function ended({ id, tenantId }: Pick<Consent, "id" | "tenantId">): Completed {
  return { kind: "ended", consentId: id, tenantId }
}

type Completed = OperationOutput<"completeConsent">
