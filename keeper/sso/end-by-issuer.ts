import type { Keeper } from "@/keeper/keeper"
import {
  CLOCK_TOLERANCE_IN_SECONDS,
  judgeLogoutToken,
  type LogoutClaims,
} from "@/keeper/sso/issuer/judge-token"
import { comesFirst } from "@/keeper/sso/once"
import { findSsoSettings } from "@/keeper/sso/settings/read-sso"
import { verifySignature } from "@/keeper/xero/verify-signature"
import { recordEvent } from "@/lib/audit/record-event"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

/**
 * OpenID Connect Back-Channel Logout 1.0 §2.6–2.7: ends the sessions of the issuer's session or person that a logout token
 * names, whichever browser they are in. A token that is not the issuer's, not for us, over, or has come before ends nothing.
 */
export async function endByIssuer(keeper: Keeper, logoutToken: string): Promise<LogoutOutcome> {
  const sso = await findSsoSettings(keeper.db)
  const issuer = sso === null ? null : await keeper.sso.issuers.find(sso.issuer)
  if (sso === null || issuer?.kind !== "issuer") return "not_now"
  const keys = await issuer.findKeys(logoutToken)
  if (keys === null) return "not_now"
  const claims = judgeLogoutToken(await verifySignature(logoutToken, keys), {
    issuer: issuer.metadata.issuer,
    clientId: sso.clientId,
    nowInSeconds: (await dbNow(keeper.db)).getTime() / 1_000,
  })
  if (claims === null) return "refused"
  const iss = issuer.metadata.issuer
  const expiresAt = new Date((claims.exp + CLOCK_TOLERANCE_IN_SECONDS) * 1_000)
  return keeper.db.$transaction(async (tx): Promise<LogoutOutcome> => {
    if (!(await comesFirst(tx, { what: ["jti", iss, claims.jti], expiresAt }))) return "refused"
    await endSessions(tx, iss, claims)
    return "ended"
  })
}

async function endSessions(tx: Tx, issuer: string, { sub, sid }: LogoutClaims): Promise<void> {
  const identity = { issuer, ...(sub !== null && { subject: sub }) }
  const ended = await tx.session.updateManyAndReturn({
    where: { endedAt: null, identity, ...(sid !== null && { issuerSid: sid }) },
    data: { endedAt: await dbNow(tx) },
    select: { memberId: true },
  })
  for (const memberId of new Set(ended.map((one) => one.memberId))) {
    const sessionsEnded = ended.filter((one) => one.memberId === memberId).length
    const detail = { sessionsEnded, by: "issuer" }
    await recordEvent(tx, { kind: "member.signed_out", memberId, detail })
  }
}

/** `not_now`: there is no single sign-on, or the issuer's keys cannot be read. */
export type LogoutOutcome = "ended" | "refused" | "not_now"
