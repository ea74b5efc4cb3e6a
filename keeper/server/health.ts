import type { Keeper } from "@/keeper/keeper"

/** Ready, or what is in the way; names and counts only. */
export async function health(keeper: Keeper): Promise<HealthReport> {
  const backlog = await countBacklog(keeper).catch(() => null)
  const vaultWorks = await keeper.vault.probe().catch(() => false)
  const reasons = [
    ...(backlog === null ? ["database_unreachable"] : []),
    ...(vaultWorks ? [] : ["vault_fails_its_probe"]),
    ...(keeper.unsaved.size > 0 ? ["answers_not_saved_yet"] : []),
    ...(keeper.draining ? ["draining"] : []),
  ]
  const facts = backlog === null ? {} : { backlog: backlog.due, appFault: backlog.appFault }
  return reasons.length === 0
    ? { status: "ok", ...facts }
    : { status: "not_ready", reasons, ...facts }
}

async function countBacklog(keeper: Keeper): Promise<{ due: number; appFault: string | null }> {
  const [row] = await keeper.db.$queryRaw<{ due: number; appFault: string | null }[]>`
    SELECT a."faultCode" AS "appFault", (
      SELECT count(*)::int FROM "Grant"
      WHERE "state" = 'active' AND "xeroAppId" = a."id" AND "refreshDueAt" <= clock_timestamp()
    ) AS "due"
    FROM "XeroApp" a WHERE a."id" = ${keeper.xeroAppId}::uuid`
  return row ?? { due: 0, appFault: null }
}

export type HealthReport = {
  status: "ok" | "not_ready"
  reasons?: string[]
  backlog?: number
  appFault?: string | null
}
