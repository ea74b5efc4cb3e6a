import { hashOf } from "@/keeper/consent/start-consent"
import type { Keeper } from "@/keeper/keeper"
import type { ConsentProblem } from "@/lib/contract/outcomes"

/**
 * What a callback is about: a consent to complete, or one whose outcome is the answer, because the same content came
 * before or because an error leaves nothing to do. If a code comes after something else (Cancel, Back, Allow), it is
 * completed as a separate trip, for the same member and browser and in time: thanks to PKCE, Xero refuses the code of
 * any other consent.
 */
export async function findConsent(keeper: Keeper, callback: Callback): Promise<Found> {
  const { state, code, answerHash } = callback
  const consent = await readConsent(keeper, hashOf(state))
  if (consent === null) return problem("state_unknown")
  if (consent.memberId !== callback.memberId)
    return problem(consent.memberId === null ? "other_browser" : "other_member")
  if (!consent.consumed) return judgeFirst(consent, callback)
  const first = consent.answerHash
  if (code === null || first === null || first === answerHash) return { kind: "known", consent }
  const again = await readConsent(keeper, hashAgain(state, answerHash))
  if (again !== null) return { kind: "known", consent: again }
  const isSafe = consent.inTime && isSameBrowser(consent, callback)
  return isSafe ? { kind: "again", consent } : problem("came_again")
}

function judgeFirst(consent: Consent, callback: Callback): Found {
  if (!isSameBrowser(consent, callback)) return problem("other_browser")
  return consent.inTime ? { kind: "open", consent } : problem("state_expired")
}

function isSameBrowser({ browserHash }: Consent, { browserToken }: Callback): boolean {
  return browserToken !== null && hashOf(browserToken) === browserHash
}

/** The hash under which a further answer to the consent with this state is stored. */
export function hashAgain(state: string, answerHash: string): string {
  return hashOf(`${state} ${answerHash}`)
}

async function readConsent(keeper: Keeper, stateHash: string): Promise<Consent | null> {
  const [row] = await keeper.db.$queryRaw<Consent[]>`
    SELECT "id", "tenantId", "memberId", "browserHash", "answerHash", "consumedAt" IS NOT NULL AS "consumed",
      "expiresAt" > clock_timestamp() AS "inTime"
    FROM "ConsentRequest" WHERE "stateHash" = ${stateHash}`
  return row ?? null
}

function problem(problem: ConsentProblem): Found {
  return { kind: "problem", problem }
}

export type Callback = {
  state: string
  code: string | null
  /** The hash of the code, or of the error that came instead. */
  answerHash: string
  browserToken: string | null
  /** Null: nobody is signed in, and the consent must have begun by a link. */
  memberId: string | null
}
export type Consent = {
  id: string
  tenantId: string | null
  memberId: string | null
  browserHash: string
  answerHash: string | null
  consumed: boolean
  inTime: boolean
}
export type Found =
  | { kind: "open" | "again" | "known"; consent: Consent }
  | { kind: "problem"; problem: ConsentProblem }
