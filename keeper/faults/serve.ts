import { isTakenByApi } from "@/keeper/faults/invariants"
import { liveAccessToken } from "@/keeper/grants/live-access-token"
import type { Stage } from "@/keeper/testing/open-stage"

/** What a caller gets now, used at once: a token that Xero's API takes, one that it does not, or an honest no. */
export async function serve(stage: Stage, grantId: string): Promise<Served> {
  const result = await liveAccessToken(stage.keeper, grantId, 2).catch(() => null)
  if (result?.kind !== "live") return "none"
  return (await isTakenByApi(stage, result.accessToken)) ? "live" : "dead"
}

export type Served = "live" | "dead" | "none"
