import type { Keeper } from "@/keeper/keeper"
import { countValues, type KeyCount, listCosts } from "@/keeper/keys/count-values"
import { tryReseal } from "@/keeper/keys/reseal"
import type { Vault } from "@/keeper/vault/vault"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Db, Tx } from "@/lib/db/create-db"

const NAMED = 20

/** Which key seals, what hangs on each, what a missing one costs, and how far the re-sealing is. */
export async function readKeys({ db, vault, journal }: KeyHolder): Promise<KeysRead> {
  const [values, entries, reseal] = await Promise.all([
    countValues(db),
    journal.countKeys(),
    readReseal(db),
  ])
  const here = await listRightKeys(vault, values)
  const heads = values.flatMap((one) => (here.includes(one.keyId) ? [one.head] : []))
  const costs = await listCosts(db, heads)
  const journalled = Object.entries(entries ?? {}).map(([keyId, count]) => ({
    keyId,
    kind: "journal",
    values: count,
  }))
  const counts = [...values, ...journalled]
  const keyIds = [...new Set([...vault.keyIds, ...counts.map((one) => one.keyId)])]
  const keys = keyIds.map((keyId) => ({
    keyId,
    isHere: here.includes(keyId),
    kinds: counts.flatMap((one) =>
      one.keyId === keyId ? [{ kind: one.kind, values: one.values }] : [],
    ),
    signIns: costs.find((one) => one.keyId === keyId)?.signIns ?? 0,
    organisations: (costs.find((one) => one.keyId === keyId)?.organisations ?? []).slice(0, NAMED),
  }))
  const isJournalRead = entries !== null
  return { kind: "keys", sealingKeyId: vault.sealingKeyId, keys, isJournalRead, reseal }
}

/** The keys here that open something of what their ids sealed: another key may have the id of one. */
export async function listRightKeys(vault: Vault, counts: KeyCount[]): Promise<string[]> {
  const right: string[] = []
  for (const keyId of vault.keyIds) {
    const samples = counts.flatMap((one) => (one.keyId === keyId ? one.samples : []))
    const opened = await Promise.all(samples.map((one) => tryReseal(vault, one)))
    if (opened.length === 0 || opened.some((one) => one !== null)) right.push(keyId)
  }
  return right
}

/** Begins to seal everything anew with the first key; one that was begun before for another key ends. */
export async function startReseal(
  { db, vault }: Pick<Keeper, "db" | "vault">,
  memberId: string | null,
): Promise<{ kind: "started" }> {
  const keyId = vault.sealingKeyId
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO "Reseal" ("singleton", "keyId", "startedAt") VALUES (true, ${keyId}, clock_timestamp())
      ON CONFLICT ("singleton") DO UPDATE SET "keyId" = excluded."keyId", "startedAt" = excluded."startedAt",
        "pausedAt" = NULL, "finishedAt" = NULL, "done" = 0, "shut" = 0, "leaseUntil" = NULL, "leaseHolder" = NULL`
    await recordEvent(tx, { kind: "keys.reseal_started", memberId, detail: { keyId } })
  })
  return { kind: "started" }
}

/** Holds it, or lets it go on. */
export async function pauseReseal(
  { db }: Pick<Keeper, "db">,
  memberId: string | null,
  { isPaused }: OperationInput<"pauseReseal">,
): Promise<OperationOutput<"pauseReseal">> {
  return db.$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ isPaused: boolean }[]>`
      SELECT "pausedAt" IS NOT NULL AS "isPaused" FROM "Reseal" WHERE "finishedAt" IS NULL FOR UPDATE`
    if (before === undefined) return { kind: "not_running" }
    const kind = isPaused ? "paused" : "resumed"
    if (before.isPaused === isPaused) return { kind }
    await tx.reseal.updateMany({ data: { pausedAt: isPaused ? await dbNow(tx) : null } })
    await recordEvent(tx, { kind: `keys.reseal_${kind}`, memberId })
    return { kind }
  })
}

/** The one that was begun last, or null. */
export async function readReseal(db: Db | Tx): Promise<ResealState | null> {
  const row = await db.reseal.findFirst({
    omit: { singleton: true, leaseUntil: true, leaseHolder: true },
  })
  if (row === null) return null
  const { pausedAt, ...rest } = row
  return {
    ...rest,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    isPaused: pausedAt !== null,
  }
}

type KeyHolder = Pick<Keeper, "db" | "vault"> & { journal: Pick<Keeper["journal"], "countKeys"> }
type KeysRead = Extract<OperationOutput<"readKeys">, { kind: "keys" }>
type ResealState = NonNullable<KeysRead["reseal"]>
