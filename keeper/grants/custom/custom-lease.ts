import type { Chain } from "@/keeper/grants/read-chain"
import type { Keeper } from "@/keeper/keeper"

/**
 * The right to ask for a custom connection's token, in one statement, so that of all keepers one asks. While Xero refuses
 * the app, only one probe a minute gets through.
 */
export async function takeCustomLease(
  keeper: Keeper,
  { chain, ignoreBackOff }: { chain: Chain; ignoreBackOff: boolean },
): Promise<CustomLease | NoLease> {
  const { lease, appProbe } = keeper.timings
  const [row] = await keeper.db.$queryRaw<{ epoch: number }[]>`
    WITH app AS (
      UPDATE "XeroApp" a SET "faultProbeDueAt" = clock_timestamp() + ${appProbe} * interval '1 millisecond'
      WHERE a."id" = ${chain.xeroAppId}::uuid AND a."faultSince" IS NOT NULL
        AND (a."faultProbeDueAt" IS NULL OR a."faultProbeDueAt" <= clock_timestamp() OR ${ignoreBackOff})
      RETURNING a."id"
    )
    UPDATE "Grant" g SET
      "leaseEpoch" = g."leaseEpoch" + 1,
      "leaseHolder" = ${keeper.id},
      "leaseUntil" = clock_timestamp() + ${lease} * interval '1 millisecond',
      "refreshDueAt" = clock_timestamp() + ${lease} * interval '1 millisecond'
    FROM "XeroApp" a
    WHERE g."id" = ${chain.id}::uuid AND a."id" = g."xeroAppId" AND a."usable" AND g."state" = 'active'
      AND g."currentTokenSetId" IS NOT DISTINCT FROM ${chain.currentTokenSetId}::uuid
      AND (a."faultSince" IS NULL OR EXISTS (SELECT FROM app))
      AND (g."leaseUntil" IS NULL OR g."leaseUntil" < clock_timestamp())
      AND (${ignoreBackOff} OR g."nextAttemptAt" IS NULL OR g."nextAttemptAt" <= clock_timestamp())
    RETURNING g."leaseEpoch" AS "epoch"`
  return row === undefined ? whyNot(keeper, chain) : { kind: "taken", ...row }
}

async function whyNot(keeper: Keeper, before: Chain): Promise<NoLease> {
  const [now] = await keeper.db.$queryRaw<Standing[]>`
    SELECT "currentTokenSetId", "leaseUntil" > clock_timestamp() AS "leased", "lastOutcome",
      CASE WHEN "nextAttemptAt" > clock_timestamp() THEN "nextAttemptAt" END AS "retryAt"
    FROM "Grant" WHERE "id" = ${before.id}::uuid`
  if (now === undefined) return { kind: "waiting", retryAt: null }
  if (now.currentTokenSetId !== before.currentTokenSetId) return { kind: "refreshed" }
  if (now.leased) return { kind: "leased" }
  if (now.lastOutcome === "no_consent") return { kind: "no_consent" }
  return { kind: "waiting", retryAt: now.retryAt }
}

type Standing = {
  currentTokenSetId: string | null
  leased: boolean | null
  lastOutcome: string | null
  retryAt: Date | null
}
type NoLease =
  | { kind: "leased" }
  /** Another keeper was quicker, and its token is the one to use. */
  | { kind: "refreshed" }
  | { kind: "no_consent" }
  | { kind: "waiting"; retryAt: Date | null }
type CustomLease = { kind: "taken"; epoch: number }
