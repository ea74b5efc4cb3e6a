import { webEnv } from "@/lib/env"
import { isLoopback } from "@/lib/loopback"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/**
 * What a member may know of the Xero app that this installation is configured for. `isSandbox`: its issuer is on this
 * machine, so it is no Xero. `isKnown` false: the keeper has not written it down yet (its first start).
 */
export async function getXeroAppView(): Promise<XeroAppView> {
  await requireMember("viewer")
  const app = await db().xeroApp.findFirst({
    where: { current: true },
    select: { issuer: true, clientId: true, faultSince: true, scopes: true },
  })
  return {
    isKnown: app !== null,
    isSandbox: app !== null && isLoopback(app.issuer),
    clientId: app?.clientId ?? null,
    faultSince: app?.faultSince?.toISOString() ?? null,
    scopes: app?.scopes ?? [],
    redirectUri: `${webEnv().APP_URL}/xero/callback`,
  }
}

export type XeroAppView = {
  isKnown: boolean
  isSandbox: boolean
  clientId: string | null
  faultSince: string | null
  scopes: string[]
  /** What must be registered at Xero, to the letter. */
  redirectUri: string
}
