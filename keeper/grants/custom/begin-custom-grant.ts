import type { Tx } from "@/lib/db/create-db"
import { NEVER } from "@/lib/tenants/last-day"

/**
 * The grant of a custom connection: it stands from the moment that its app is known here, and has no Xero user, so the
 * app stands in for one. It holds no refresh token, so there is no last day (docs/xero.md §5.1).
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
  const { id } = await tx.grant.upsert({
    where: { xeroAppId_xeroUserId: key },
    create: { ...key, ...fresh },
    update: fresh,
    select: { id: true },
  })
  await makeDue(tx, id)
}

/** Its app has other scopes or another name: it is asked for a token with them soon. */
export async function askCustomAgain(
  tx: Tx,
  { xeroAppId, name }: Pick<CustomApp, "xeroAppId" | "name">,
): Promise<void> {
  const { id } = await tx.grant.update({
    where: { xeroAppId_xeroUserId: { xeroAppId, xeroUserId: xeroAppId } },
    data: { xeroUserName: name, nextAttemptAt: null },
    select: { id: true },
  })
  await makeDue(tx, id)
}

async function makeDue(tx: Tx, grantId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Grant" SET "refreshDueAt" = clock_timestamp(), "checkDueAt" = clock_timestamp()
    WHERE "id" = ${grantId}::uuid`
}

type CustomApp = { xeroAppId: string; name: string; scopes: string[]; memberId: string }
