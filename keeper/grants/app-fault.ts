import { closeIncident, openIncident } from "@/keeper/incidents/incident"
import type { Keeper } from "@/keeper/keeper"
import type { FailedJudgement } from "@/keeper/xero/judge"
import type { Tx } from "@/lib/db/create-db"

/**
 * Xero refuses the app itself (wrong or expired client secret): one fault and one incident for all its grants, none of which
 * is touched.
 */
export async function beginAppFault(
  tx: Tx,
  { xeroAppId, code, probeInMilliseconds }: AppFault,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "XeroApp" SET "faultSince" = coalesce("faultSince", clock_timestamp()), "faultCode" = ${code},
      "faultProbeDueAt" = clock_timestamp() + ${probeInMilliseconds} * interval '1 millisecond'
    WHERE "id" = ${xeroAppId}::uuid`
  await openIncident(tx, { kind: "app_fault", xeroAppId, detail: { code } })
}

/** The same where an answer of Xero's is judged to be one. */
export async function noteAppFault(
  keeper: Keeper,
  tx: Tx,
  { xeroAppId, judgement }: { xeroAppId: string; judgement: FailedJudgement },
): Promise<void> {
  if (judgement.kind !== "app_fault") return
  const { code } = judgement
  await beginAppFault(tx, { xeroAppId, code, probeInMilliseconds: keeper.timings.appProbe })
}

/** Any token answer proves that Xero knows the app again. */
export async function endAppFault(tx: Tx, xeroAppId: string): Promise<void> {
  const ended = await tx.xeroApp.updateMany({
    where: { id: xeroAppId, faultSince: { not: null } },
    data: { faultSince: null, faultCode: null, faultProbeDueAt: null },
  })
  if (ended.count > 0) await closeIncident(tx, "app_fault", xeroAppId)
}

type AppFault = { xeroAppId: string; code: string; probeInMilliseconds: number }
