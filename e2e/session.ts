import { readFileSync } from "node:fs"
import { join } from "node:path"
import { encode } from "next-auth/jwt"
import type { BrowserContext } from "playwright/test"
import { onStack } from "@/e2e/database"
import { readStack } from "@/scripts/check/stack"
import { ABSOLUTE_LIFETIME_IN_SECONDS, startSession } from "@/web/members/sessions"

/**
 * Signs a browser in as the member with this address, with the session that the product opens after the form, and with sudo:
 * the dialog has tests of its own.
 */
export async function openSession(context: BrowserContext, email: string): Promise<void> {
  const { baseUrl, dataDir } = readStack()
  const secret = readFileSync(join(dataDir, "auth-secret"), "utf8").trim()
  const value = await encodeSession(email, secret)
  await context.addCookies([
    { name: "tenantry_session", value, url: baseUrl, httpOnly: true, sameSite: "Lax" },
  ])
}

/** The same as a header, for a web whose AUTH_SECRET is this one. */
export async function cookieOf(email: string, secret: string): Promise<string> {
  return `tenantry_session=${await encodeSession(email, secret)}`
}

async function encodeSession(email: string, secret: string): Promise<string> {
  const { memberId, sessionId } = await startProvenSession(email)
  const token = { sub: memberId, sessionId }
  return encode({ token, secret, maxAge: ABSOLUTE_LIFETIME_IN_SECONDS })
}

/** A session of the member with this address, with sudo. */
export async function startProvenSession(
  email: string,
): Promise<{ memberId: string; sessionId: string }> {
  return onStack(async (db) => {
    const { id } = await db.member.findUniqueOrThrow({ where: { email }, select: { id: true } })
    const sessionId = await db.$transaction((tx) => startSession(tx, { memberId: id }))
    await db.proof.create({ data: { sessionId, kind: "password" }, select: { sessionId: true } })
    return { memberId: id, sessionId }
  })
}
