import { randomUUID } from "node:crypto"
import { type LockedApp, lockApp } from "@/keeper/apps/manage/lock-app"
import { secretsPlace } from "@/keeper/apps/register-app"
import { hintOf } from "@/keeper/apps/secrets"
import { beginCustomGrant, renameCustom } from "@/keeper/grants/custom/begin-custom-grant"
import type { Keeper } from "@/keeper/keeper"
import { holdRole } from "@/keeper/members/hold-acting"
import { changesOf } from "@/lib/audit/changes"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import { findXeroAppLabels } from "@/lib/names/find-labels"
import { isStale, seenXeroApp } from "@/lib/seen"
import { scopesProblem } from "@/lib/xero-apps/entry"

/**
 * Adds a Xero app at the configured issuer; one that was removed comes back with the new secrets. It may come back as the
 * other kind, where the first was a mistake: as long as it has reached no organisation.
 */
export async function addXeroApp(
  keeper: Keeper,
  memberId: string,
  { kind, name, clientId, clientSecrets, scopes }: OperationInput<"addXeroApp">,
): Promise<OperationOutput<"addXeroApp">> {
  const { db, vault } = keeper
  const { issuer } = await db.xeroApp.findUniqueOrThrow({
    where: { id: keeper.xeroAppId },
    select: { issuer: true },
  })
  const known = await db.xeroApp.findUnique({
    where: { issuer_clientId: { issuer, clientId } },
    select: { id: true, kind: true, removedAt: true },
  })
  if (known !== null && known.removedAt === null) return { kind: "client_id_taken" }
  if (known !== null && known.kind !== kind && (await hasReached(db, known.id)))
    return { kind: "client_id_taken" }
  const id = known?.id ?? randomUUID()
  const secrets = [...new Set(clientSecrets)]
  const clientSecretsSealed = await vault.seal(JSON.stringify(secrets), secretsPlace(id))
  const row = {
    kind,
    name,
    scopes,
    clientSecretsSealed,
    secretHints: secrets.map(hintOf),
    acceptedSecret: null,
    usable: true,
    retiredAt: null,
    removedAt: null,
    faultSince: null,
    faultCode: null,
    faultProbeDueAt: null,
  }
  return db.$transaction(async (tx) => {
    if (!(await holdRole(tx, memberId, "owner"))) return { kind: "forbidden" }
    // Another owner's call for the same client id may have been quicker.
    const { count } =
      known === null
        ? await tx.xeroApp.createMany({
            data: { id, issuer, clientId, ...row },
            skipDuplicates: true,
          })
        : await tx.xeroApp.updateMany({ where: { id, removedAt: { not: null } }, data: row })
    if (count === 0) return { kind: "client_id_taken" }
    if (kind === "custom") await beginCustomGrant(tx, { xeroAppId: id, name, scopes, memberId })
    const app = (await findXeroAppLabels(tx, [id])).get(id) ?? name
    await recordEvent(tx, { kind: "app.added", memberId, detail: { app, appKind: kind } })
    return { kind: "added", xeroAppId: id }
  })
}

async function hasReached(db: Tx, xeroAppId: string): Promise<boolean> {
  return (await db.connection.count({ where: { grant: { xeroAppId } } })) > 0
}

/** Another name, or other scopes for what is asked from now on. */
export async function changeXeroApp(
  { db }: Keeper,
  memberId: string,
  { xeroAppId, seen, name, scopes }: OperationInput<"changeXeroApp">,
): Promise<OperationOutput<"changeXeroApp">> {
  return db.$transaction(async (tx) => {
    const app = await lockApp(tx, xeroAppId)
    if (app === null) return { kind: "not_found" }
    const obstacle = findObstacle(app, { seen, scopes })
    if (obstacle !== null) return obstacle
    const changes = changesOf({ name: app.name, scopes: app.scopes }, { name, scopes })
    if (Object.keys(changes).length === 0) return { kind: "changed" }
    await tx.xeroApp.updateMany({ where: { id: xeroAppId }, data: { name, scopes } })
    if (app.kind === "custom") await renameCustom(tx, { xeroAppId, name })
    const label = (await findXeroAppLabels(tx, [xeroAppId])).get(xeroAppId) ?? name
    await recordEvent(tx, { kind: "app.changed", memberId, detail: { app: label, changes } })
    return { kind: "changed" }
  })
}

function findObstacle(
  app: LockedApp,
  { seen, scopes }: Pick<OperationInput<"changeXeroApp">, "seen" | "scopes">,
): OperationOutput<"changeXeroApp"> | null {
  if (app.current) return { kind: "from_environment" }
  if (isStale(seen, seenXeroApp(app))) return { kind: "changed_meanwhile" }
  return scopesProblem(app.kind, scopes) === null ? null : { kind: "wrong_scopes" }
}
