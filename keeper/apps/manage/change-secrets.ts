import { type LockedApp, lockApp } from "@/keeper/apps/manage/lock-app"
import { secretsPlace } from "@/keeper/apps/register-app"
import { hintOf } from "@/keeper/apps/secrets"
import type { Keeper } from "@/keeper/keeper"
import { holdRole } from "@/keeper/members/hold-acting"
import { tryOpen } from "@/keeper/vault/vault"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"

const MOST_SECRETS = 2

/** A second client secret beside the first: each keeper uses both from its next request on. */
export async function addXeroAppSecret(
  keeper: Keeper,
  memberId: string,
  { xeroAppId, clientSecret }: OperationInput<"addXeroAppSecret">,
): Promise<OperationOutput<"addXeroAppSecret">> {
  return keeper.db.$transaction(async (tx) => {
    if (!(await holdRole(tx, memberId, "owner"))) return { kind: "forbidden" }
    const app = await lockApp(tx, xeroAppId)
    if (app === null) return { kind: "not_found" }
    if (app.current) return { kind: "from_environment" }
    const secrets = await openSecrets(keeper, app)
    if (secrets === null) return { kind: "secrets_shut" }
    if (secrets.includes(clientSecret)) return { kind: "same_secret" }
    if (secrets.length >= MOST_SECRETS) return { kind: "two_secrets_already" }
    await storeSecrets(keeper, tx, { app, secrets: [...secrets, clientSecret] })
    const detail = { app: app.label, hint: hintOf(clientSecret) }
    await recordEvent(tx, { kind: "app.secret_added", memberId, detail })
    return { kind: "secret_added" }
  })
}

/** Forgets a client secret, unless it is the only one. */
export async function removeXeroAppSecret(
  keeper: Keeper,
  memberId: string,
  { xeroAppId, position, hint }: OperationInput<"removeXeroAppSecret">,
): Promise<OperationOutput<"removeXeroAppSecret">> {
  return keeper.db.$transaction(async (tx) => {
    const app = await lockApp(tx, xeroAppId)
    // Somebody else has changed them in the meantime.
    if (app === null || app.secretHints[position] !== hint) return { kind: "not_found" }
    if (app.current) return { kind: "from_environment" }
    const secrets = await openSecrets(keeper, app)
    if (secrets === null) return { kind: "secrets_shut" }
    const left = secrets.filter((_, index) => index !== position)
    if (left.length === 0) return { kind: "last_secret" }
    await storeSecrets(keeper, tx, { app, secrets: left })
    const detail = { app: app.label, hint }
    await recordEvent(tx, { kind: "app.secret_removed", memberId, detail })
    return { kind: "secret_removed" }
  })
}

/** Null where they cannot be opened: nothing may take their place then, since the key may come back. */
async function openSecrets({ vault }: Keeper, app: LockedApp): Promise<string[] | null> {
  const opened = await tryOpen(vault, app.clientSecretsSealed, secretsPlace(app.id))
  return opened.kind === "open" ? (JSON.parse(opened.value) as string[]) : null
}

async function storeSecrets(
  { vault }: Keeper,
  tx: Tx,
  { app, secrets }: { app: LockedApp; secrets: string[] },
): Promise<void> {
  const clientSecretsSealed = await vault.seal(JSON.stringify(secrets), secretsPlace(app.id))
  const data = { clientSecretsSealed, secretHints: secrets.map(hintOf), acceptedSecret: null }
  await tx.xeroApp.updateMany({ where: { id: app.id }, data })
  await askAtOnce(tx, app.id)
}

/** Where Xero refuses the app, the next request finds out whether it still does; what waited only for that waits no more. */
async function askAtOnce(tx: Tx, xeroAppId: string): Promise<void> {
  const refused = await tx.$executeRaw`
    UPDATE "XeroApp" SET "faultProbeDueAt" = clock_timestamp()
    WHERE "id" = ${xeroAppId}::uuid AND "faultSince" IS NOT NULL`
  if (refused === 0) return
  await tx.$executeRaw`
    UPDATE "Grant" SET "nextAttemptAt" = NULL, "refreshDueAt" = clock_timestamp()
    WHERE "xeroAppId" = ${xeroAppId}::uuid AND "state" = 'active' AND "failures" = 0 AND "strikes" = 0
      AND "nextAttemptAt" > clock_timestamp() AND ("leaseUntil" IS NULL OR "leaseUntil" < clock_timestamp())`
}
