import type { AuthOptions, User } from "next-auth"
import Credentials from "next-auth/providers/credentials"
import { webEnv } from "@/lib/env"
import { createLog, kindOf } from "@/lib/log"
import { authCookie, SESSION_COOKIE_MAX_AGE_IN_SECONDS } from "@/web/auth/auth-cookies"
import { endFormerSession } from "@/web/auth/browser-session"
import { safeCallbackPath } from "@/web/auth/callback-path"
import { decodeCookie } from "@/web/auth/decode-cookie"
import { keepDevice, readDevice } from "@/web/auth/device-cookie"
import { INTERNAL_HEADERS } from "@/web/auth/internal-headers"
import { withRequestOrigin } from "@/web/auth/request-facts"
import { beginSecondStep } from "@/web/auth/second-step"
import { endSession } from "@/web/members/sessions"
import { signIn } from "@/web/members/sign-in"

const log = createLog("web")

/** next-auth's part: e-mail and password in, a cookie that names a session out, no pages of its own. */
export function authOptions(): AuthOptions {
  return {
    secret: webEnv().AUTH_SECRET[0],
    jwt: { decode: ({ token, salt }) => decodeCookie({ token, salt }) },
    session: { strategy: "jwt", maxAge: SESSION_COOKIE_MAX_AGE_IN_SECONDS },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in", newUser: "/sign-in" },
    cookies: {
      sessionToken: authCookie("session"),
      csrfToken: authCookie("csrf"),
      callbackUrl: authCookie("callback"),
    },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: (entered, request) => authorize(entered, request.headers),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => {
        const sessionId = user && "sessionId" in user ? user.sessionId : token.sessionId
        return { sub: token.sub, sessionId }
      },
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => baseUrl + safeCallbackPath(url.replace(baseUrl, "")),
    },
    events: {
      signOut: async ({ token }) => {
        const { sub: memberId, sessionId } = token
        if (!memberId || typeof sessionId !== "string") return
        await withRequestOrigin(() => endSession({ sessionId, memberId }))
      },
    },
    // Codes only: next-auth's details hold what was sent.
    logger: {
      error: (code) => log.error({ event: "next_auth", reason: code }),
      warn: (code) => log.warn({ event: "next_auth", reason: code }),
      debug: () => undefined,
    },
  }
}

// next-auth puts the message of an error thrown here into the address of the sign-in page.
async function authorize(
  entered: Record<"email" | "password", string> | undefined,
  headers: Record<string, string> | undefined,
): Promise<User | null> {
  const attempt = {
    email: String(entered?.email ?? ""),
    password: String(entered?.password ?? ""),
    address: headers?.[INTERNAL_HEADERS.address] ?? "unknown",
    device: await readDevice(),
  }
  const outcome = await withRequestOrigin(() => signIn(attempt)).catch((error: unknown) => {
    log.error({ event: "sign_in_failed", reason: kindOf(error) })
    return { kind: "unavailable" as const }
  })
  if (outcome.kind === "unavailable") throw new Error("unavailable")
  if (outcome.kind === "disk_full") throw new Error("disk_full")
  if (outcome.kind === "throttled") throw new Error("throttled")
  if (outcome.kind === "refused") return null
  if (outcome.kind === "second_step") {
    const { memberId } = outcome
    throw new Error(await beginSecondStep({ memberId, password: String(entered?.password) }))
  }
  await endFormerSession()
  await keepDevice(outcome.memberId)
  const session = { id: outcome.memberId, sessionId: outcome.sessionId }
  return session
}
