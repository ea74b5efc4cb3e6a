import type { Keeper } from "@/keeper/keeper"
import { countRemaining, resealAll } from "@/keeper/keys/reseal"
import { recordEvent } from "@/lib/audit/record-event"
import type { Db } from "@/lib/db/create-db"

const LEASE_IN_SECONDS = 60

/**
 * Goes on with the re-sealing that an owner began, unless another keeper is at it. It is over once no value is left that a key
 * here opens; what came in between is sealed in another round.
 */
export async function workOnReseal(
  keeper: Pick<Keeper, "id" | "db" | "vault" | "draining">,
): Promise<void> {
  const { db, vault } = keeper
  if (!(await claim(keeper))) return
  await resealAll({
    db,
    vault,
    goOn: async (batch) => !keeper.draining && (await note(keeper, batch)),
  })
  const remaining = await countRemaining(db, vault)
  await db.$transaction(async (tx) => {
    const [ended] = await tx.$queryRaw<Ended[]>`
      UPDATE "Reseal" SET "leaseUntil" = NULL, "leaseHolder" = NULL,
        "finishedAt" = CASE WHEN ${remaining} <= "shut" AND "pausedAt" IS NULL THEN clock_timestamp() END
      WHERE "leaseHolder" = ${keeper.id} AND "finishedAt" IS NULL
      RETURNING "done", "shut", "finishedAt"`
    if (ended === undefined || ended.finishedAt === null) return
    const detail = { keyId: vault.sealingKeyId, values: ended.done, shut: ended.shut }
    await recordEvent(tx, { kind: "keys.resealed", detail })
  })
}

/** One keeper at a time, and only one whose sealing key is the one that was asked for. */
async function claim({ id, db, vault }: Pick<Keeper, "id" | "db" | "vault">): Promise<boolean> {
  const claimed = await db.$executeRaw`
    UPDATE "Reseal" SET "leaseHolder" = ${id}, "shut" = 0,
      "leaseUntil" = clock_timestamp() + ${LEASE_IN_SECONDS} * interval '1 second'
    WHERE "finishedAt" IS NULL AND "pausedAt" IS NULL AND "keyId" = ${vault.sealingKeyId}
      AND ("leaseUntil" IS NULL OR "leaseUntil" < clock_timestamp())`
  return claimed > 0
}

/** False once it is paused or another keeper has taken it. */
async function note(
  { id, db }: { id: string; db: Db },
  { done, shut }: { done: number; shut: number },
): Promise<boolean> {
  const noted = await db.$executeRaw`
    UPDATE "Reseal" SET "done" = "done" + ${done}, "shut" = "shut" + ${shut},
      "leaseUntil" = clock_timestamp() + ${LEASE_IN_SECONDS} * interval '1 second'
    WHERE "leaseHolder" = ${id} AND "pausedAt" IS NULL AND "finishedAt" IS NULL`
  return noted > 0
}

type Ended = { done: number; shut: number; finishedAt: Date | null }
