import { recordEvent } from "@/lib/audit/record-event"
import type { Db } from "@/lib/db/create-db"
import { normalEmail } from "@/lib/members/email"
import { hashPassword, matchPassword } from "@/lib/members/password"
import { countTry, forgetTry } from "@/lib/members/throttle"
import { db } from "@/web/db"
import { startSession } from "@/web/members/sessions"

/**
 * Opens a session for an e-mail and password. Unknown e-mail, wrong password and disabled member are one outcome that
 * takes one time; `throttled` comes after 10 failures of an account or 50 of an address within 15 minutes, whether or
 * not the account exists.
 */
export async function signIn(attempt: SignInAttempt, on: Db = db()): Promise<SignInOutcome> {
  const { password, address } = attempt
  const by = { email: normalEmail(attempt.email), address }
  const counted = await countTry(on, by)
  if (counted.kind === "throttled") {
    if (counted.isFirst) await refuse(on, { address, reason: "throttled" })
    return { kind: "throttled", retryAfterInSeconds: counted.retryAfterInSeconds }
  }
  const member = await findMember(on, by.email)
  const match = await matchPassword(member?.passwordHash ?? null, password)
  if (member === null || match === "differs" || member.disabledAt !== null) {
    const reason = reasonOf(member, match !== "differs")
    await refuse(on, { memberId: member?.id, address, reason })
    return { kind: "refused" }
  }
  const { id: memberId, passwordHash } = member
  const renewed = match === "matches_as_typed" && { passwordHash: await hashPassword(password) }
  return on.$transaction(async (tx): Promise<SignInOutcome> => {
    // Takes turns with a change of password or a disabling that began since: both end the sessions they find.
    const { count } = await tx.member.updateMany({
      where: { id: memberId, passwordHash, disabledAt: null },
      data: { lastSignedInAt: new Date(), ...renewed },
    })
    if (count === 0) return { kind: "refused" }
    await forgetTry(tx, by)
    return { kind: "signed_in", memberId, sessionId: await startSession(tx, { memberId, address }) }
  })
}

/** No member's e-mail holds U+0000, and the database could not even be asked for it. */
async function findMember(on: Db, email: string): Promise<Known | null> {
  if (email.includes("\0")) return null
  return on.member.findUnique({
    where: { email },
    select: { id: true, passwordHash: true, disabledAt: true },
  })
}

function reasonOf(member: object | null, matches: boolean): string {
  if (member === null) return "unknown_email"
  return matches ? "disabled" : "wrong_password"
}

async function refuse(on: Db, refusal: Refusal): Promise<void> {
  const { memberId, address, reason } = refusal
  await recordEvent(on, { kind: "member.sign_in_refused", memberId, address, detail: { reason } })
}

type Known = { id: string; passwordHash: string; disabledAt: Date | null }
type Refusal = { memberId?: string; address: string; reason: string }
export type SignInAttempt = { email: string; password: string; address: string }
export type SignInOutcome =
  | { kind: "signed_in"; memberId: string; sessionId: string }
  | { kind: "refused" }
  | { kind: "throttled"; retryAfterInSeconds: number }
