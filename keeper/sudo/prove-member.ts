import type { Keeper } from "@/keeper/keeper"
import { askPasskeyOf, checkPasskey } from "@/keeper/members/factors/check-passkey"
import { tryCode } from "@/keeper/members/factors/try-code"
import { storeProof } from "@/keeper/sudo/store-proof"
import { noteRefusal } from "@/lib/audit/note-refusal"
import { recordRefusal } from "@/lib/audit/record-refusal"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Proof } from "@/lib/contract/sudo-operations"
import type { Tx } from "@/lib/db/create-db"
import { hashPassword } from "@/lib/members/password"
import type { Acting } from "@/lib/members/sudo"
import { forgetTry, type TryBy } from "@/lib/members/throttle"
import { tryPassword } from "@/lib/members/try-password"
import { usablePasswordHash } from "@/lib/members/usable-password"

/**
 * Checks who the acting member is, and writes it down for their session. Checked here, so that neither a stolen session nor
 * a break-in at web changes access. A wrong password counts against the session that it comes from, and no other; codes,
 * which are short, count against all of the member's besides.
 */
export async function proveMember(
  keeper: Keeper,
  acting: Acting,
  { proof }: OperationInput<"proveMember">,
): Promise<OperationOutput<"proveMember">> {
  const { db } = keeper
  const { memberId, sessionId } = acting
  const session = await db.session.findFirst({
    where: { id: sessionId, memberId, endedAt: null },
    select: { member: { select: { id: true, passwordHash: true } } },
  })
  if (session === null) return { kind: "wrong_proof" }
  const passwordHash = await usablePasswordHash(db, session.member)
  const verdict = await checkProof(keeper, { acting, passwordHash, proof })
  const { kind } = proof
  if (verdict.kind === "wrong_proof") {
    await recordRefusal(db, { kind: "member.proof_refused", memberId, detail: { by: kind } })
  }
  if (verdict.kind === "throttled") {
    noteRefusal(db, { kind: "member.had_to_wait", memberId, detail: { at: "proof" } })
  }
  if (verdict.kind !== "right") return verdict
  await db.$transaction((tx) => storeProof(tx, acting, kind))
  return { kind: "proven" }
}

/** What the browser has to sign to prove its member with one of their passkeys. */
export function startProofPasskey(
  keeper: Keeper,
  { memberId, sessionId }: Acting,
): Promise<OperationOutput<"startProofPasskey">> {
  return askPasskeyOf(keeper, memberId, `sudo:${sessionId}`)
}

async function checkProof(keeper: Keeper, { acting, passwordHash, proof }: Check) {
  const { memberId, sessionId } = acting
  if (proof.kind === "passkey") {
    const { response } = proof
    return checkPasskey(keeper, { response, use: `sudo:${sessionId}`, memberId })
  }
  if (proof.kind === "app_code") {
    return tryCode(keeper, { way: { kind: "code", sessionId, memberId }, memberId, ...proof })
  }
  return checkPassword(keeper, acting, { passwordHash, password: proof.password })
}

async function checkPassword(
  { db }: Keeper,
  { memberId, sessionId }: Acting,
  { passwordHash, password }: { passwordHash: string | null; password: string },
) {
  const way: TryBy = { kind: "session", sessionId }
  const verdict = await tryPassword(db, { way, from: sessionId, passwordHash, password })
  if (verdict.kind === "throttled") return verdict
  if (verdict.kind === "wrong") return { kind: "wrong_proof" as const }
  const renewed = verdict.isAsTyped ? await hashPassword(password) : null
  await db.$transaction(async (tx) => {
    await forgetTry(tx, way)
    if (renewed !== null) await renewHash(tx, { memberId, from: passwordHash, to: renewed })
  })
  return { kind: "right" as const }
}

/** The same password as everybody's keyboard writes it (`matchPassword`), unless it was changed meanwhile. */
async function renewHash(tx: Tx, { memberId, from, to }: Renewal): Promise<void> {
  const where = { id: memberId, passwordHash: from }
  await tx.member.updateMany({ where, data: { passwordHash: to } })
}

type Renewal = { memberId: string; from: string | null; to: string }
type Check = { acting: Acting; passwordHash: string | null; proof: Proof }
