import { endAppFault, noteAppFault } from "@/keeper/grants/app-fault"
import { retryIn } from "@/keeper/grants/due"
import type { Chain } from "@/keeper/grants/read-chain"
import { postpone } from "@/keeper/grants/record-failure"
import { isXeroTrouble } from "@/keeper/incidents/xero-trouble"
import type { Keeper } from "@/keeper/keeper"
import type { FailedJudgement } from "@/keeper/xero/judge"
import { recordEvents } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"

/**
 * Nobody has consented to a custom connection in Xero, or not any more: what it reached is disconnected there. Nobody tells
 * Tenantry when somebody consents, so Xero is asked again, a little later each time.
 */
export async function recordNoConsent(keeper: Keeper, grantId: string): Promise<void> {
  const { appProbe, lateRetry } = keeper.timings
  await keeper.db.$transaction(async (tx) => {
    const [grant] = await tx.$queryRaw<{ failures: number; xeroAppId: string }[]>`
      SELECT "failures", "xeroAppId" FROM "Grant"
      WHERE "id" = ${grantId}::uuid AND "state" = 'active' FOR UPDATE`
    if (grant === undefined) return
    await endAppFault(tx, grant.xeroAppId)
    const wait = Math.min(lateRetry, appProbe * (1 + grant.failures / 10))
    await tx.$executeRaw`
      UPDATE "Grant" SET "leaseUntil" = NULL, "leaseHolder" = NULL, "failures" = "failures" + 1, "failingSince" = NULL,
        "lastOutcome" = 'no_consent', "lastOutcomeAt" = clock_timestamp(),
        "nextAttemptAt" = clock_timestamp() + ${wait} * interval '1 millisecond',
        "refreshDueAt" = clock_timestamp() + ${wait} * interval '1 millisecond'
      WHERE "id" = ${grantId}::uuid`
    await leaveTenants(tx, grantId)
  })
}

async function leaveTenants(tx: Tx, grantId: string): Promise<void> {
  const left = await tx.$queryRaw<{ tenantId: string }[]>`
    UPDATE "Connection" SET "state" = 'disconnected_in_xero', "endedAt" = clock_timestamp()
    WHERE "grantId" = ${grantId}::uuid AND "state" = 'connected' RETURNING "tenantId"`
  const kind = "tenant.disconnected_in_xero"
  await recordEvents(
    tx,
    left.map(({ tenantId }) => ({ kind, tenantId, grantId })),
  )
}

/** Xero gave no usable answer, or refuses the app: asked again with the waits of a refresh. */
export async function recordCustomFailure(
  keeper: Keeper,
  { epoch, chain, judged: judgement }: { epoch: number; chain: Chain; judged: FailedJudgement },
): Promise<void> {
  const { id: grantId, xeroAppId, failures } = chain
  await keeper.db.$transaction(async (tx) => {
    await noteAppFault(keeper, tx, { xeroAppId, judgement })
    const incident = judgement.kind === "app_fault" || (await isXeroTrouble(keeper, tx))
    const facts = { judgement, failures, openForMilliseconds: null, incident }
    const waitInMilliseconds = retryIn(keeper.timings, facts)
    // Whether anybody has consented is what was last known, and says more than why Xero was not asked.
    const lastOutcome = null
    await postpone(tx, { grantId, epoch, judgement, waitInMilliseconds, incident, lastOutcome })
  })
}
