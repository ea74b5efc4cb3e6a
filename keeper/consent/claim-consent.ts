import { hashOf } from "@/keeper/consent/start-consent"
import type { Keeper } from "@/keeper/keeper"
import type { ConsentProblem } from "@/lib/contract/outcomes"

/** The consent that a callback's state names, if this browser and this member may complete it. */
export async function findConsent(keeper: Keeper, callback: Callback): Promise<FoundConsent> {
  const [row] = await keeper.db.$queryRaw<ConsentRow[]>`
    SELECT "id", "tenantId", "memberId", "browserHash", "consumedAt" IS NOT NULL AS "consumed",
      "expiresAt" > clock_timestamp() AS "inTime"
    FROM "ConsentRequest" WHERE "stateHash" = ${hashOf(callback.state)}`
  if (row === undefined) return { kind: "problem", problem: "state_unknown" }
  if (row.memberId !== callback.memberId) return { kind: "problem", problem: "other_member" }
  const sameBrowser =
    callback.browserToken !== null && hashOf(callback.browserToken) === row.browserHash
  // A second hit comes without the cookie, which the first one's answer removed: it only ever reads the outcome.
  if (!sameBrowser && !row.consumed) return { kind: "problem", problem: "other_browser" }
  return { kind: "found", consent: row }
}

/** Consumes the request: of two hits at the same moment one gets it, the other null. */
export async function claimConsent(
  keeper: Keeper,
  consent: ConsentRow,
): Promise<ClaimedConsent | null> {
  const [row] = await keeper.db.$queryRaw<Pick<ClaimedConsent, "verifierSealed" | "nonce">[]>`
    UPDATE "ConsentRequest" SET "consumedAt" = clock_timestamp()
    WHERE "id" = ${consent.id}::uuid AND "consumedAt" IS NULL AND "expiresAt" > clock_timestamp()
    RETURNING "verifierSealed", "nonce"`
  return row === undefined ? null : { ...consent, ...row }
}

type Callback = { state: string; browserToken: string | null; memberId: string }
type ConsentRow = {
  id: string
  tenantId: string | null
  memberId: string
  browserHash: string
  consumed: boolean
  inTime: boolean
}
export type ClaimedConsent = ConsentRow & { verifierSealed: string; nonce: string }
export type FoundConsent =
  | { kind: "found"; consent: ConsentRow }
  | { kind: "problem"; problem: ConsentProblem }
