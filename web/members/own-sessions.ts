import { recordEvent } from "@/lib/audit/record-event"
import { dbNow } from "@/lib/db/clock"
import type { Db, Tx } from "@/lib/db/create-db"
import { endSessionsOf } from "@/lib/members/end-sessions"
import { db } from "@/web/db"
import { browserName } from "@/web/members/browser-name"
import { endSession, type SignedInMember, stillCounts } from "@/web/members/sessions"

/** The browsers in which a member is signed in: this one first, then the one used last. */
export async function listOwnSessions(
  { memberId, sessionId }: SignedInMember,
  on: Tx = db(),
): Promise<OwnSession[]> {
  const sessions = await on.session.findMany({
    where: { memberId, ...stillCounts(await dbNow(on)) },
    orderBy: [{ lastSeenAt: "desc" }, { id: "asc" }],
    select: { id: true, createdAt: true, lastSeenAt: true, address: true, browser: true },
  })
  return sessions
    .map(({ id, browser, ...times }) => ({
      sessionId: id,
      isThis: id === sessionId,
      browserName: browserName(browser),
      ...times,
    }))
    .sort((one, other) => Number(other.isThis) - Number(one.isThis))
}

/** Ends one of a member's own sessions. */
export async function endOwnSession(
  { memberId }: SignedInMember,
  sessionId: string,
  on: Tx = db(),
): Promise<void> {
  await endSession({ sessionId, memberId }, on)
}

/** Ends all of a member's own sessions but this one; returns how many. */
export async function signOutElsewhere(
  { memberId, sessionId }: SignedInMember,
  on: Db = db(),
): Promise<number> {
  return on.$transaction(async (tx) => {
    const sessionsEnded = await endSessionsOf(tx, memberId, sessionId)
    await recordEvent(tx, { kind: "member.signed_out", memberId, detail: { sessionsEnded } })
    return sessionsEnded
  })
}

export type OwnSession = {
  sessionId: string
  /** The browser that asks. */
  isThis: boolean
  browserName: string
  createdAt: Date
  lastSeenAt: Date
  /** Where the member signed in from. */
  address: string | null
}
