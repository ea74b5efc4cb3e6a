import { decodeJwt, type JWTPayload, SignJWT } from "jose"
import { completeSso } from "@/keeper/sso/complete-sso"
import { changeSso } from "@/keeper/sso/settings/change-sso"
import { startSso } from "@/keeper/sso/start-sso"
import { settingsOf, startIssuer, type TestIssuer } from "@/keeper/testing/issuer"
import { type Door, openDoor } from "@/keeper/testing/services"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { walkIssuer } from "@/keeper/testing/walk-issuer"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { SsoSettings } from "@/lib/members/sso-settings"
import type { Acting } from "@/lib/members/sudo"
import type { CookieJar } from "@/sandbox/cookie-jar"

export const PEOPLE = {
  ida: { name: "Ida", email: "Ida@ledgers.example", email_verified: true, groups: ["books"] },
  uwe: { name: "Uwe", email: "uwe@ledgers.example", email_verified: false },
  eve: { name: "Eve", email: "eve@elsewhere.example", email_verified: true },
  nel: { name: "Nel" },
}
export const NOBODY: Acting = {
  memberId: "00000000-0000-0000-0000-000000000000",
  sessionId: "00000000-0000-0000-0000-000000000000",
}

/** A keeper and an issuer that knows `PEOPLE`, both real, and what a browser does between them. */
export async function startSsoTestEnv(): Promise<SsoTestEnv> {
  const testEnv = await startTestEnv()
  const { keeper } = testEnv
  const door = await openDoor(testEnv)
  const appUrl = testEnv.env.APP_URL ?? ""
  const issuer = await startIssuer({ appUrl, logoutUrl: door.url, people: { ...PEOPLE } })
  async function configure(change: Partial<SsoSettings> = {}): Promise<void> {
    const settings = { ...settingsOf(issuer), ...change }
    const { clientSecret } = issuer
    await changeSso(keeper, testEnv.memberId, { settings, clientSecret })
  }
  async function goThere(started: Started, subject: string, jar?: CookieJar): Promise<Callback> {
    if (started.kind !== "started") throw new Error(`it did not start: ${JSON.stringify(started)}`)
    const { authorizationUrl, browserToken } = started
    const { searchParams } = await walkIssuer(authorizationUrl, subject, jar)
    const read = (name: string) => searchParams.get(name)
    return {
      browserToken,
      state: read("state"),
      code: read("code"),
      iss: read("iss"),
      error: read("error"),
    }
  }
  async function signIn(
    subject: string,
    { invitation = null, change = {} }: Way = {},
  ): Promise<Completed> {
    const started = await startSso(keeper, { path: "/organisations", invitation })
    const callback = await goThere(started, subject)
    return completeSso(keeper, NOBODY, { ...callback, ...change })
  }
  return {
    ...testEnv,
    door,
    issuer,
    configure,
    goThere,
    signIn,
    async close() {
      await issuer.close()
      await testEnv.close()
    },
  }
}

/** Makes the issuer answer an id_token with other claims, signed as it would sign it. */
export function claiming(issuer: TestIssuer, change: JWTPayload) {
  return (idToken: string) =>
    new SignJWT({ ...decodeJwt(idToken), ...change })
      .setProtectedHeader({ alg: "RS256", kid: issuer.publicJwk.kid })
      .sign(issuer.privateKey)
}

type Started = OperationOutput<"startSso">
type Completed = OperationOutput<"completeSso">
type Callback = OperationInput<"completeSso">
type Way = { invitation?: string | null; change?: Partial<Callback> }
export type SsoTestEnv = TestEnv & {
  /** Where the issuer sends logout tokens. */
  door: Door
  issuer: TestIssuer
  /** Stores settings that let everybody of ledgers.example in, but for what is changed. */
  configure(change?: Partial<SsoSettings>): Promise<void>
  /** To the issuer and back as this person, up to the callback, with the cookies of a browser of its own or of `jar`. */
  goThere(started: Started, subject: string, jar?: CookieJar): Promise<Callback>
  /** The whole trip. `change`: of what the callback brings. */
  signIn(subject: string, way?: Way): Promise<Completed>
}
