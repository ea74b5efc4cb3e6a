import { liveAccessToken } from "@/keeper/grants/live-access-token"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { isTakenByApi } from "@/scripts/faults/invariants"

/** What a caller gets now: a token that Xero's API accepts, one that it refuses, or a refusal of the keeper's. */
export async function serve(testEnv: TestEnv, grantId: string): Promise<Served> {
  const result = await liveAccessToken(testEnv.keeper, grantId, 2).catch(() => null)
  if (result?.kind !== "live") return "none"
  return (await isTakenByApi(testEnv, result.accessToken)) ? "live" : "dead"
}

export type Served = "live" | "dead" | "none"
