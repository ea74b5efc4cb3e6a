import { recordEvent } from "@/lib/audit/record-event"
import type { Db } from "@/lib/db/create-db"
import { verifyPassword } from "@/lib/members/password"
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
  const by = { email: attempt.email.trim().toLowerCase(), address }
  const counted = await countTry(on, by)
  if (counted.kind === "throttled") {
    if (counted.isFirst) await refuse(on, { address, reason: "throttled" })
    return { kind: "throttled", retryAfterInSeconds: counted.retryAfterInSeconds }
  }
  const member = await on.member.findUnique({
    where: { email: by.email },
    select: { id: true, passwordHash: true, disabledAt: true },
  })
  const matches = await verifyPassword(member?.passwordHash ?? null, password)
  if (member === null || !matches || member.disabledAt !== null) {
    await refuse(on, { memberId: member?.id, address, reason: reasonOf(member, matches) })
    return { kind: "refused" }
  }
  const { id: memberId, passwordHash } = member
  return on.$transaction(async (tx): Promise<SignInOutcome> => {
    // Takes turns with a change of password or a disabling that began since: both end the sessions they find.
    const { count } = await tx.member.updateMany({
      where: { id: memberId, passwordHash, disabledAt: null },
      data: { lastSignedInAt: new Date() },
    })
    if (count === 0) return { kind: "refused" }
    await forgetTry(tx, by)
    return { kind: "signed_in", memberId, sessionId: await startSession(tx, { memberId, address }) }
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

type Refusal = { memberId?: string; address: string; reason: string }
export type SignInAttempt = { email: string; password: string; address: string }
export type SignInOutcome =
  | { kind: "signed_in"; memberId: string; sessionId: string }
  | { kind: "refused" }
  | { kind: "throttled"; retryAfterInSeconds: number }
