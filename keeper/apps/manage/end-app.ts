import { type LockedApp, lockApp } from "@/keeper/apps/manage/lock-app"
import { lockDefault, requireDefault } from "@/keeper/apps/register-app"
import { endAppFault } from "@/keeper/grants/app-fault"
import { revokeGrant } from "@/keeper/grants/revoke-grant"
import { endGrant } from "@/keeper/grants/strike"
import type { Keeper } from "@/keeper/keeper"
import { leaveList } from "@/keeper/tenants/leave-list"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

/** Sends new consents through this app. */
export async function chooseXeroApp(
  { db }: Keeper,
  memberId: string,
  { xeroAppId }: OperationInput<"chooseXeroApp">,
): Promise<OperationOutput<"chooseXeroApp">> {
  return db.$transaction(async (tx) => {
    await lockDefault(tx)
    const app = await lockApp(tx, xeroAppId)
    if (app === null) return { kind: "not_found" }
    if (app.kind !== "web" || !app.usable || app.retiredAt !== null)
      return { kind: "takes_no_consents" }
    if (app.isDefault) return { kind: "chosen" }
    await tx.xeroApp.updateMany({ where: { isDefault: true }, data: { isDefault: false } })
    await tx.xeroApp.updateMany({ where: { id: xeroAppId }, data: { isDefault: true } })
    await recordEvent(tx, { kind: "app.chosen", memberId, detail: { app: app.label } })
    return { kind: "chosen" }
  })
}

/** Takes no new consents through this app, or takes them again; what it reaches stays. */
export async function retireXeroApp(
  keeper: Keeper,
  memberId: string,
  { xeroAppId, retired }: OperationInput<"retireXeroApp">,
): Promise<OperationOutput<"retireXeroApp">> {
  return keeper.db.$transaction(async (tx) => {
    await lockDefault(tx)
    const app = await lockApp(tx, xeroAppId)
    if (app === null) return { kind: "not_found" }
    if (app.current) return { kind: "from_environment" }
    if (retired) await retire(keeper, tx, { app, memberId })
    else if (app.retiredAt !== null) {
      await tx.xeroApp.updateMany({ where: { id: xeroAppId }, data: { retiredAt: null } })
      await recordEvent(tx, { kind: "app.reopened", memberId, detail: { app: app.label } })
    }
    return { kind: retired ? "retired" : "reopened" }
  })
}

/**
 * Removes an app with its secrets. While grants of it work, it is only retired, unless they shall be revoked at Xero
 * first. A custom connection ends here alone: at Xero, only its portal ends it.
 */
export async function removeXeroApp(
  keeper: Keeper,
  memberId: string,
  { xeroAppId, grants }: OperationInput<"removeXeroApp">,
): Promise<OperationOutput<"removeXeroApp">> {
  const app = await keeper.db.xeroApp.findFirst({
    where: { id: xeroAppId, removedAt: null },
    select: { kind: true, current: true },
  })
  if (app === null) return { kind: "not_found" }
  if (app.current) return { kind: "from_environment" }
  if (app.kind === "web" && grants === "revoke") {
    for (const grantId of await listLive(keeper.db, xeroAppId)) {
      const revoked = await revokeGrant(keeper, memberId, grantId)
      if (revoked.kind === "xero_trouble") return revoked
    }
  }
  return keeper.db.$transaction(async (tx) => {
    await lockDefault(tx)
    const locked = await lockApp(tx, xeroAppId)
    if (locked === null) return { kind: "not_found" }
    const live = await listLive(tx, xeroAppId)
    if (locked.kind === "web" && live.length > 0) {
      await retire(keeper, tx, { app: locked, memberId })
      return { kind: "retired" }
    }
    for (const grantId of live) await endCustom(tx, { grantId, memberId })
    await remove(keeper, tx, { app: locked, memberId })
    return { kind: "removed" }
  })
}

async function listLive(tx: Tx, xeroAppId: string): Promise<string[]> {
  const grants = await tx.grant.findMany({
    where: { xeroAppId, state: "active" },
    select: { id: true },
  })
  return grants.map((one) => one.id)
}

async function retire(keeper: Keeper, tx: Tx, { app, memberId }: Ending): Promise<void> {
  if (app.retiredAt !== null) return
  const data = { retiredAt: await dbNow(tx), isDefault: false }
  await tx.xeroApp.updateMany({ where: { id: app.id }, data })
  await requireDefault(tx, keeper.xeroAppId)
  await recordEvent(tx, { kind: "app.retired", memberId, detail: { app: app.label } })
}

/** The row stays for the grants and consents of its past. */
async function remove(keeper: Keeper, tx: Tx, { app, memberId }: Ending): Promise<void> {
  const removedAt = await dbNow(tx)
  const gone = { clientSecretsSealed: "", secretHints: [], acceptedSecret: null }
  const data = { ...gone, removedAt, usable: false, isDefault: false }
  await tx.xeroApp.updateMany({ where: { id: app.id }, data })
  await endAppFault(tx, app.id)
  // Nothing reads its list any more.
  await tx.appConnection.deleteMany({ where: { xeroAppId: app.id } })
  await requireDefault(tx, keeper.xeroAppId)
  await recordEvent(tx, { kind: "app.removed", memberId, detail: { app: app.label } })
}

/** Its organisation leaves the list, unless another consent reaches it. */
async function endCustom(tx: Tx, { grantId, memberId }: CustomEnd): Promise<void> {
  const at = await dbNow(tx)
  await endGrant(tx, { grantId, reason: "revoked", memberId, toldXero: false })
  await tx.tokenSet.updateMany({
    where: { grantId },
    data: { accessTokenSealed: null, scrubbedAt: at },
  })
  const left = await tx.$queryRaw<{ tenantId: string }[]>`
    SELECT t."tenantId"::text FROM "Tenant" t
    WHERE EXISTS (SELECT FROM "Connection" c WHERE c."tenantId" = t."tenantId" AND c."grantId" = ${grantId}::uuid)
      AND NOT EXISTS (SELECT FROM "Connection" c WHERE c."tenantId" = t."tenantId" AND c."grantId" <> ${grantId}::uuid
        AND c."state" <> 'disconnected')`
  for (const { tenantId } of left) await leaveList(tx, { tenantId, memberId, at })
}

type Ending = { app: LockedApp; memberId: string }
type CustomEnd = { grantId: string; memberId: string }
