import { withOrigin } from "@/lib/audit/origin"
import { keepDevice } from "@/web/auth/device-cookie"
import { requestOrigin } from "@/web/auth/request-facts"
import { dropSession, keepSession, readSessionId } from "@/web/auth/session-cookie"
import { db } from "@/web/db"
import { endSession, findSessionMember, startSession } from "@/web/members/sessions"

/** Signs this browser in as a member who has just proved to be one; whoever was signed in here is signed out. */
export async function openBrowserSession(memberId: string): Promise<void> {
  const sessionId = await withOrigin(await requestOrigin(), async () => {
    await endCurrent()
    return db().$transaction((tx) => startSession(tx, { memberId }))
  })
  await keepSession({ memberId, sessionId })
  await keepDevice(memberId)
}

/** Signs this browser out: the session ends on the server, so a copy of the cookie is worth nothing. */
export async function closeBrowserSession(): Promise<void> {
  await withOrigin(await requestOrigin(), endCurrent)
  await dropSession()
}

async function endCurrent(): Promise<void> {
  const sessionId = await readSessionId()
  const member = sessionId === null ? null : await findSessionMember(sessionId)
  if (member !== null) await endSession(member)
}
