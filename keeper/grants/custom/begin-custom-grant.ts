import type { Tx } from "@/lib/db/create-db"
import { NEVER } from "@/lib/tenants/last-day"

/**
 * The grant of a custom connection: it stands from the moment that its app is known here, and has no Xero user, so the
 * app stands in for one. It holds no refresh token, so there is no last day (docs/xero.md §5.1). Whatever it reached when
 * the app was removed comes back once Xero lists it: who adds the app asks for that.
 */
export async function beginCustomGrant(tx: Tx, custom: CustomApp): Promise<void> {
  const { xeroAppId, name, scopes, memberId } = custom
  const key = { xeroAppId, xeroUserId: xeroAppId }
  const fresh = {
    xeroUserName: name,
    scopes,
    state: "active" as const,
    endedReason: null,
    endedAt: null,
    consentedById: memberId,
    refreshTokenExpiresAt: NEVER,
    nextAttemptAt: null,
    lastOutcome: null,
    failingSince: null,
    failures: 0,
  }
  const { id: grantId } = await tx.grant.upsert({
    where: { xeroAppId_xeroUserId: key },
    create: { ...key, ...fresh },
    update: fresh,
    select: { id: true },
  })
  await tx.$executeRaw`
    UPDATE "Connection" SET "state" = 'disconnected_in_xero', "endedAt" = coalesce("endedAt", clock_timestamp())
    WHERE "grantId" = ${grantId}::uuid`
  await askCustomSoon(tx, xeroAppId)
}

/** Its app has another name; it is asked for a token soon, because its scopes may be others, too. */
export async function renameCustom(
  tx: Tx,
  { xeroAppId, name }: Pick<CustomApp, "xeroAppId" | "name">,
): Promise<void> {
  await tx.grant.updateMany({ where: { xeroAppId }, data: { xeroUserName: name } })
  await askCustomSoon(tx, xeroAppId)
}

/** Asks for its token, and for its organisation, as soon as a keeper has time. */
async function askCustomSoon(tx: Tx, xeroAppId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Grant" SET "nextAttemptAt" = NULL, "refreshDueAt" = clock_timestamp(), "checkDueAt" = clock_timestamp()
    WHERE "xeroAppId" = ${xeroAppId}::uuid AND "state" = 'active'`
}

type CustomApp = { xeroAppId: string; name: string; scopes: string[]; memberId: string }
