import { webEnv } from "@/lib/env"

/** How the keeper is: `not_ready` when it answers that something of its own is wrong. */
export async function askKeeperHealth(withinInMilliseconds: number): Promise<KeeperHealth> {
  const response = await fetch(`${webEnv().KEEPER_URL}/api/health`, {
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(withinInMilliseconds),
  }).catch(() => null)
  if (response === null) return "not_answering"
  await response.body?.cancel()
  return response.ok ? "ok" : "not_ready"
}

export type KeeperHealth = "ok" | "not_ready" | "not_answering"
