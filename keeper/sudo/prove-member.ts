import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Proof } from "@/lib/contract/sudo-operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { hashPassword } from "@/lib/members/password"
import type { Acting } from "@/lib/members/sudo"
import { forgetTry, type TryBy } from "@/lib/members/throttle"
import { tryPassword } from "@/lib/members/try-password"

/**
 * Checks who the acting member is, and writes it down for their session. Checked here, so that neither a stolen session nor
 * a break-in at web changes access. A wrong proof counts against the session that it comes from, and no other.
 */
export async function proveMember(
  { db }: Keeper,
  { memberId, sessionId }: Acting,
  { proof, address }: OperationInput<"proveMember">,
): Promise<OperationOutput<"proveMember">> {
  const session = await db.session.findFirst({
    where: { id: sessionId, memberId, endedAt: null },
    select: { member: { select: { passwordHash: true } } },
  })
  if (session === null) return { kind: "wrong_proof" }
  const { kind, password }: Proof = proof
  const way: TryBy = { kind: "session", sessionId }
  const { passwordHash } = session.member
  const verdict = await tryPassword(db, { way, from: sessionId, passwordHash, password })
  if (verdict.kind === "throttled") return verdict
  if (verdict.kind === "wrong") {
    await recordEvent(db, { kind: "member.proof_refused", memberId, address })
    return { kind: "wrong_proof" }
  }
  const renewed = verdict.isAsTyped ? await hashPassword(password) : null
  await db.$transaction(async (tx) => {
    await forgetTry(tx, way)
    if (renewed !== null) await renewHash(tx, { memberId, from: passwordHash, to: renewed })
    const provenAt = await dbNow(tx)
    await tx.proof.upsert({
      where: { sessionId },
      create: { sessionId, kind, provenAt },
      update: { kind, provenAt },
      select: { sessionId: true },
    })
    await recordEvent(tx, { kind: "member.proven", memberId, address })
  })
  return { kind: "proven" }
}

/** The same password as everybody's keyboard writes it (`matchPassword`), unless it was changed meanwhile. */
async function renewHash(tx: Tx, { memberId, from, to }: Renewal): Promise<void> {
  const where = { id: memberId, passwordHash: from }
  await tx.member.updateMany({ where, data: { passwordHash: to } })
}

type Renewal = { memberId: string; from: string; to: string }
