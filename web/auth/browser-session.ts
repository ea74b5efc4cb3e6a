import { redirect } from "next/navigation"
import { isDiskFull } from "@/lib/db/sql-state"
import { DEFAULT_PATH, DISK_FULL_PATH, signInPath } from "@/web/auth/callback-path"
import { keepDevice } from "@/web/auth/device-cookie"
import { withRequestOrigin } from "@/web/auth/request-facts"
import { dropSession, keepSession, readSessionId } from "@/web/auth/session-cookie"
import { db } from "@/web/db"
import {
  type CameBy,
  endSession,
  findSessionMember,
  startProvenSession,
} from "@/web/members/sessions"

/**
 * Signs this browser in as a member who has just proved to be one; whoever was signed in here is signed out. A member who was
 * disabled meanwhile, or anybody while the database's disk is full, is sent to the sign-in page.
 */
export async function openBrowserSession(memberId: string, by?: CameBy): Promise<void> {
  const sessionId = await withRequestOrigin(() =>
    db().$transaction((tx) => startProvenSession(tx, { memberId, by })),
  ).catch((error: unknown) => {
    if (isDiskFull(error)) redirect(DISK_FULL_PATH)
    throw error
  })
  if (sessionId === null) redirect(signInPath(DEFAULT_PATH))
  await enterBrowser({ memberId, sessionId })
}

/** Hands this browser a session that was just opened, and ends the one that it had: a copy of its cookie is worth nothing. */
export async function enterBrowser(session: OpenedSession): Promise<void> {
  await endFormerSession()
  await keepSession(session)
  await keepDevice(session.memberId)
}

/** Signs this browser out: the session ends on the server, so a copy of the cookie is worth nothing. */
export async function closeBrowserSession(): Promise<void> {
  await endFormerSession()
  await dropSession()
}

/** Ends the session that this browser's cookie names, if it still counts. */
export async function endFormerSession(): Promise<void> {
  const sessionId = await readSessionId()
  const member = sessionId === null ? null : await findSessionMember(sessionId)
  if (member !== null) await withRequestOrigin(() => endSession(member))
}

type OpenedSession = { memberId: string; sessionId: string }
