import type { Keeper } from "@/keeper/keeper"
import { forgetTry, type TryBy } from "@/lib/members/throttle"
import { tryPassword } from "@/lib/members/try-password"

/**
 * Whether the acting member has just typed their own password. Checked here, so that neither a stolen session nor a
 * break-in at web mints access. A wrong one counts against the session that it comes from, and no other.
 */
export async function proveMember(
  { db }: Keeper,
  memberId: string,
  { password, sessionId }: Proof,
): Promise<ProofOutcome> {
  const session = await db.session.findFirst({
    where: { id: sessionId, memberId, endedAt: null },
    select: { member: { select: { passwordHash: true } } },
  })
  if (session === null) return { kind: "wrong_password" }
  const way: TryBy = { kind: "session", sessionId }
  const { passwordHash } = session.member
  const verdict = await tryPassword(db, { way, from: sessionId, passwordHash, password })
  if (verdict.kind === "throttled") return verdict
  if (verdict.kind === "wrong") return { kind: "wrong_password" }
  await db.$transaction((tx) => forgetTry(tx, way))
  return { kind: "proven" }
}

export type Proof = { password: string; sessionId: string }
type ProofOutcome =
  | { kind: "proven" }
  | { kind: "wrong_password" }
  | { kind: "throttled"; retryAfterInSeconds: number }
