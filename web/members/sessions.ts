import { z } from "zod"
import { currentOrigin } from "@/lib/audit/origin"
import { recordEvent } from "@/lib/audit/record-event"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { isDiskFull } from "@/lib/db/sql-state"
import type { MemberRole } from "@/lib/members/roles"
import { db } from "@/web/db"

const MINUTE_IN_SECONDS = 60
const HOUR_IN_SECONDS = 60 * MINUTE_IN_SECONDS
export const ABSOLUTE_LIFETIME_IN_SECONDS = 7 * 24 * HOUR_IN_SECONDS
const IDLE_LIFETIME_IN_SECONDS = 12 * HOUR_IN_SECONDS
const TOUCH_EVERY_IN_SECONDS = MINUTE_IN_SECONDS

/** Opens a session for a member who has just proved to be one. */
export async function startSession(tx: Tx, start: SessionStart): Promise<string> {
  const { memberId, address = currentOrigin().address, by } = start
  const { kind, ...issuer } = by ?? {}
  const now = await dbNow(tx)
  const times = { createdAt: now, lastSeenAt: now }
  const data = { memberId, address, browser: currentOrigin().browser, ...times, ...issuer }
  const { id } = await tx.session.create({ data, select: { id: true } })
  await tx.member.update({
    where: { id: memberId },
    data: { lastSignedInAt: now },
    select: { id: true },
  })
  const detail = kind && { by: kind }
  await recordEvent(tx, { kind: "member.signed_in", memberId, address, detail })
  return id
}

/**
 * The same for one who proved it a moment ago, elsewhere. Null: they were disabled since, and whoever disables them ends the
 * sessions that they find.
 */
export async function startProvenSession(tx: Tx, start: SessionStart): Promise<string | null> {
  const { count } = await tx.member.updateMany({
    where: { id: start.memberId, disabledAt: null },
    data: { lastSignedInAt: new Date() },
  })
  return count === 0 ? null : startSession(tx, start)
}

/**
 * The member behind a session that still counts: not ended, at most 7 days old, used within 12 hours, its member not
 * disabled. Notes the use, at most once a minute.
 */
export async function findSessionMember(
  sessionId: string,
  on: Tx = db(),
): Promise<SignedInMember | null> {
  if (!z.guid().safeParse(sessionId).success) return null
  const now = await dbNow(on)
  const session = await on.session.findFirst({
    where: {
      id: sessionId,
      ...stillCounts(now),
      member: { disabledAt: null },
    },
    select: {
      lastSeenAt: true,
      member: { select: { id: true, name: true, email: true, role: true } },
    },
  })
  if (session === null) return null
  if (session.lastSeenAt < secondsBefore(now, TOUCH_EVERY_IN_SECONDS)) {
    await touch(on, sessionId, now)
  }
  const { id: memberId, ...member } = session.member
  return { memberId, sessionId, ...member }
}

/** Ends one session, everywhere it was copied to. */
export async function endSession(session: EndedSession, on: Tx = db()): Promise<void> {
  const { sessionId, memberId } = session
  const { count } = await on.session.updateMany({
    where: { id: sessionId, memberId, endedAt: null },
    data: { endedAt: await dbNow(on) },
  })
  if (count > 0) await recordEvent(on, { kind: "member.signed_out", memberId })
}

/** On a full disk the use goes unnoted: pages can be read all the same. */
async function touch(on: Tx, sessionId: string, now: Date): Promise<void> {
  const noting = on.session.updateMany({
    where: { id: sessionId, endedAt: null },
    data: { lastSeenAt: now },
  })
  await noting.catch((error: unknown) => {
    if (!isDiskFull(error)) throw error
  })
}

/** In a `where`, `now` by the database's clock: not ended, not 7 days old, used within 12 hours. */
export function stillCounts(now: Date): {
  endedAt: null
  createdAt: { gt: Date }
  lastSeenAt: { gt: Date }
} {
  return {
    endedAt: null,
    createdAt: { gt: secondsBefore(now, ABSOLUTE_LIFETIME_IN_SECONDS) },
    lastSeenAt: { gt: secondsBefore(now, IDLE_LIFETIME_IN_SECONDS) },
  }
}

function secondsBefore(now: Date, seconds: number): Date {
  return new Date(now.getTime() - seconds * 1000)
}

/** How the member came in, where not by the password alone. `issuer`: as whom, and what it calls its own session. */
export type CameBy =
  | { kind: "issuer"; identityId: string; issuerSid: string | null }
  | { kind: "passkey" | "second_factor" }
type SessionStart = { memberId: string; address?: string; by?: CameBy }
type EndedSession = { sessionId: string; memberId: string }
export type SignedInMember = {
  memberId: string
  sessionId: string
  name: string
  email: string
  role: MemberRole
}
