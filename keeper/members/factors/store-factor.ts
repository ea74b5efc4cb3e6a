import type { ChallengeUse } from "@/keeper/members/factors/challenge"
import { replaceRecoveryCodes } from "@/keeper/members/factors/recovery-codes"
import { type EventKind, recordEvent } from "@/lib/audit/record-event"
import { dbNow } from "@/lib/db/clock"
import type { Db, Tx } from "@/lib/db/create-db"
import { countFactors } from "@/lib/members/second-factor"
import { hasSudo } from "@/lib/members/sudo"

/**
 * Runs `store`, which writes a new second factor, as long as this member may still add one: with sudo, or in a second step
 * while they have none, and while they have fewer of its kind than one may have. The first one brings recovery codes.
 */
export async function storeFactor(
  db: Db,
  adder: Adder,
  { event, name, isFull, store }: NewFactor,
): Promise<StoredFactor> {
  const { memberId } = adder
  return db.$transaction(async (tx): Promise<StoredFactor> => {
    await lockMember(tx, memberId)
    const before = await countFactors(tx, memberId)
    if (!(await mayAdd(tx, adder, before))) return { kind: "over" }
    if (await isFull(tx, memberId)) return { kind: "full" }
    await store(tx)
    await recordEvent(tx, { kind: event, memberId, detail: { name } })
    if (before > 0) return { kind: "added", recoveryCodes: null }
    return { kind: "added", recoveryCodes: await replaceRecoveryCodes(tx, memberId) }
  })
}

/** One change at a time to what a member signs in with. */
export async function lockMember(tx: Tx, memberId: string): Promise<void> {
  await tx.$queryRaw`SELECT FROM "Member" WHERE "id" = ${memberId}::uuid FOR UPDATE`
}

/** The mark that a challenge for this member's new passkey bears. */
export function addingUse(adder: Adder): ChallengeUse {
  return `add:${"sessionId" in adder ? adder.sessionId : adder.stepId}`
}

/** A step, which the password alone opened, sets up the first second factor and no other. */
async function mayAdd(tx: Tx, adder: Adder, before: number): Promise<boolean> {
  if ("sessionId" in adder) return hasSudo(tx, adder)
  if (before > 0) return false
  const now = await dbNow(tx)
  const { count } = await tx.secondStep.updateMany({
    where: { id: adder.stepId, memberId: adder.memberId, expiresAt: { gt: now } },
    data: { setUpAt: now },
  })
  return count === 1
}

/** Whoever adds a second factor: a member with sudo, or one in a second step. */
export type Adder = { memberId: string; sessionId: string } | { memberId: string; stepId: string }
type NewFactor = {
  event: Extract<EventKind, "member.passkey_added" | "member.app_added">
  name: string
  isFull: (tx: Tx, memberId: string) => Promise<boolean>
  store: (tx: Tx) => Promise<void>
}
type StoredFactor =
  | { kind: "added"; recoveryCodes: string[] | null }
  | { kind: "over" }
  | { kind: "full" }
