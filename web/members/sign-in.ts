import { noteRefusal } from "@/lib/audit/note-refusal"
import { recordEvent } from "@/lib/audit/record-event"
import { recordRefusal } from "@/lib/audit/record-refusal"
import { dbNow } from "@/lib/db/clock"
import type { Db } from "@/lib/db/create-db"
import { isDiskFull } from "@/lib/db/sql-state"
import { normalEmail } from "@/lib/members/email"
import { findNextStep } from "@/lib/members/second-factor"
import { findStanding, forgetTry, type TryBy } from "@/lib/members/throttle"
import { tryPassword } from "@/lib/members/try-password"
import { usablePasswordHash } from "@/lib/members/usable-password"
import { db } from "@/web/db"
import { startSession } from "@/web/members/sessions"

const A_DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000

/**
 * Opens a session for an e-mail and password, unless a second factor has to follow. Unknown e-mail, wrong password and
 * disabled member are one outcome that takes one time. Failures make the next try wait, longer and longer
 * (`lib/members/throttle`), whether or not the account exists; a browser that has signed in to it before waits for its own
 * failures alone. A member who may not use a password is answered as if it were wrong. While the database's disk is full
 * no one comes in: neither a try nor a session can be stored.
 */
export function signIn(attempt: SignInAttempt, on: Db = db()): Promise<SignInOutcome> {
  return judge(attempt, on).catch((error: unknown) => {
    if (isDiskFull(error)) return { kind: "disk_full" }
    throw error
  })
}

async function judge(attempt: SignInAttempt, on: Db): Promise<SignInOutcome> {
  const { password, address } = attempt
  const email = normalEmail(attempt.email)
  const member = await findMember(on, email)
  const way = await chooseWay(on, { email, address, device: attempt.device, memberId: member?.id })
  const passwordHash = member === null ? null : await usablePasswordHash(on, member)
  const verdict = await tryPassword(on, { way, from: address, passwordHash, password })
  if (verdict.kind === "throttled") {
    const detail = { at: "sign_in" }
    noteRefusal(on, { kind: "member.had_to_wait", memberId: member?.id, address, detail })
    return verdict
  }
  if (member === null || verdict.kind === "wrong" || member.disabledAt !== null) {
    await recordTry(on, { member, address, verdict })
    return { kind: "refused" }
  }
  const { id: memberId } = member
  if ((await findNextStep(on, memberId)) !== "none") {
    await on.$transaction((tx) => forgetTry(tx, way))
    return { kind: "second_step", memberId }
  }
  return on.$transaction(async (tx): Promise<SignInOutcome> => {
    // Takes turns with a change of password or a disabling that began since: both end the sessions they find.
    const { count } = await tx.member.updateMany({
      where: { id: memberId, passwordHash: member.passwordHash, disabledAt: null },
      data: { lastSignedInAt: new Date() },
    })
    if (count === 0) return { kind: "refused" }
    await forgetTry(tx, way)
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

/** A device cookie whose own tries are used up is worth nothing: so whoever copied it cannot make its owner wait. */
async function chooseWay(on: Db, { email, address, device, memberId }: Entrance): Promise<TryBy> {
  const stranger: TryBy = { kind: "stranger", email, address }
  if (device === null || device.memberId !== memberId) return stranger
  const known: TryBy = { kind: "device", deviceId: device.deviceId }
  return (await findStanding(on, known)).waitInSeconds > 0 ? stranger : known
}

async function recordTry(on: Db, { member, address, verdict }: Refusal): Promise<void> {
  const memberId = member?.id
  const guess = verdict.kind === "wrong" ? verdict : null
  if (guess?.beginsGuessing && memberId) await recordGuessing(on, { memberId, address })
  const detail = { reason: reasonOf(member, verdict) }
  await recordRefusal(on, { kind: "member.sign_in_refused", memberId, address, detail })
}

async function recordGuessing(on: Db, { memberId, address }: Guessed): Promise<void> {
  const kind = "member.password_guessed"
  const since = new Date((await dbNow(on)).getTime() - A_DAY_IN_MILLISECONDS)
  const known = await on.auditEvent.count({ where: { kind, memberId, at: { gt: since } } })
  if (known === 0) await recordEvent(on, { kind, memberId, address })
}

function reasonOf(member: object | null, { kind }: Verdict): string {
  if (member === null) return "unknown_email"
  return kind === "right" ? "disabled" : "wrong_password"
}

type Verdict = Exclude<Awaited<ReturnType<typeof tryPassword>>, { kind: "throttled" }>
type Refusal = { member: { id: string } | null; address: string; verdict: Verdict }
type Known = { id: string; passwordHash: string | null; disabledAt: Date | null }
type Guessed = { memberId: string; address: string }
type Entrance = Pick<SignInAttempt, "email" | "address" | "device"> & { memberId?: string }
/** A browser in which this member has signed in before. */
export type KnownDevice = { memberId: string; deviceId: string }
export type SignInAttempt = {
  email: string
  password: string
  address: string
  device: KnownDevice | null
}
export type SignInOutcome =
  | { kind: "signed_in"; memberId: string; sessionId: string }
  /** The password is right and not enough. */
  | { kind: "second_step"; memberId: string }
  | { kind: "refused" }
  | { kind: "disk_full" }
  | { kind: "throttled"; retryAfterInSeconds: number }
