import type { Keeper } from "@/keeper/keeper"
import { verifyPassword } from "@/lib/members/password"
import { countTry, forgetTry } from "@/lib/members/throttle"

/**
 * Whether the acting member has just typed their own password. The keeper checks it, so that neither a stolen session
 * nor a break-in at web can create access. A wrong password counts as a failed sign-in.
 */
export async function proveMember(
  { db }: Keeper,
  memberId: string,
  { password, address }: Proof,
): Promise<ProofOutcome> {
  const { email, passwordHash } = await db.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { email: true, passwordHash: true },
  })
  const by = { email, address }
  const counted = await countTry(db, by)
  if (counted.kind === "throttled") {
    return { kind: "throttled", retryAfterInSeconds: counted.retryAfterInSeconds }
  }
  if (!(await verifyPassword(passwordHash, password))) return { kind: "wrong_password" }
  await forgetTry(db, by)
  return { kind: "proven" }
}

export type Proof = { password: string; address: string }
type ProofOutcome =
  | { kind: "proven" }
  | { kind: "wrong_password" }
  | { kind: "throttled"; retryAfterInSeconds: number }
