import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import { labelTenants } from "@/lib/names/label-tenants"

const NAMES_TOLD = 20
/** So that the journal tells what comes later from what the original wrote in the meantime. */
const EPOCHS_APART = 1_000_000

/**
 * Marks every chain of a copy that is taken over, with the `sign` that told of it, and makes it due: only Xero knows whether
 * its token set is the newest. The next success clears the mark.
 */
export async function markAllDoubtful(tx: Tx, sign: string): Promise<Doubts> {
  await tx.$executeRaw`UPDATE "Grant" SET "leaseEpoch" = "leaseEpoch" + ${EPOCHS_APART}`
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "Grant" SET "doubtfulSince" = coalesce("doubtfulSince", clock_timestamp()), "doubtfulSign" = ${sign},
      "refreshDueAt" = least("refreshDueAt", clock_timestamp())
    WHERE "state" = 'active' AND "xeroAppId" NOT IN (SELECT "id" FROM "XeroApp" WHERE "kind" = 'custom')
    RETURNING "id"`
  return describe(tx, rows)
}

/**
 * Marks the chains that have been due for longer than a parent can be replayed. Either no keeper was running, or
 * another database has their newer token sets because this one was restored from a backup or copied.
 */
async function markOverdue(keeper: Keeper, tx: Tx): Promise<Doubts> {
  const { replayable } = keeper.timings
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "Grant" SET "doubtfulSince" = clock_timestamp(), "doubtfulSign" = NULL
    WHERE "state" = 'active' AND "doubtfulSince" IS NULL
      AND "xeroAppId" NOT IN (SELECT "id" FROM "XeroApp" WHERE "kind" = 'custom')
      AND "refreshDueAt" < clock_timestamp() - ${replayable} * interval '1 millisecond'
    RETURNING "id"`
  return describe(tx, rows)
}

/** Records all doubtful chains as one event, at start, before any of them is refreshed. */
export async function reportDoubtful(keeper: Keeper): Promise<void> {
  if (keeper.guard.isCopy()) return
  await keeper.db.$transaction(async (tx) => {
    const doubts = await markOverdue(keeper, tx)
    if (doubts.chains === 0) return
    await recordEvent(tx, { kind: "installation.chains_in_doubt", detail: doubts })
  })
}

async function describe(tx: Tx, grants: { id: string }[]): Promise<Doubts> {
  const reached = await tx.connection.findMany({
    where: { grantId: { in: grants.map((one) => one.id) }, state: "connected" },
    orderBy: { tenant: { name: "asc" } },
    take: NAMES_TOLD,
    select: { tenant: { select: { tenantId: true, name: true } } },
  })
  const organisations = await labelTenants(
    tx,
    reached.map((one) => one.tenant),
  )
  return { chains: grants.length, organisations: organisations.map((one) => one.name) }
}

export type Doubts = { chains: number; organisations: string[] }
