import { randomUUID } from "node:crypto"
import { hintOf } from "@/keeper/apps/secrets"
import type { Place, Vault } from "@/keeper/vault/vault"
import type { Db, Tx } from "@/lib/db/create-db"
import { isLoopback } from "@/lib/loopback"

/**
 * Writes down the environment's Xero app, its secrets sealed, and says which apps can be used: those at its issuer. A
 * stand-in on loopback stays the same when its port changes, so that what was connected in it stays connected.
 */
export async function registerApp(db: Db, vault: Vault, app: ConfiguredApp): Promise<string> {
  const { issuer, clientId, clientSecrets, scopes } = app
  const secretHints = clientSecrets.map(hintOf)
  return db.$transaction(async (tx) => {
    await lockDefault(tx)
    const found = await findApp(tx, app)
    const id = found?.id ?? randomUUID()
    const clientSecretsSealed = await vault.seal(JSON.stringify(clientSecrets), secretsPlace(id))
    const isSame = found?.secretHints.join() === secretHints.join()
    if (found !== null && found.issuer !== issuer) await moveBeside(tx, found.issuer, issuer)
    await tx.xeroApp.updateMany({
      where: { id: { not: id }, current: true },
      data: { current: false, isDefault: false },
    })
    const row = { issuer, scopes, current: true, retiredAt: null, removedAt: null }
    const secrets = {
      clientSecretsSealed,
      secretHints,
      ...(isSame ? {} : { acceptedSecret: null }),
    }
    await tx.xeroApp.upsert({
      where: { id },
      create: { id, clientId, name: FIRST_NAME, ...row, ...secrets },
      update: { ...row, ...secrets },
      select: { id: true },
    })
    await markUsable(tx, issuer)
    await requireDefault(tx, id)
    return id
  })
}

/** The app that a copied database came with. */
export async function findCurrentApp(db: Db): Promise<string | null> {
  const app = await db.xeroApp.findFirst({ where: { current: true }, select: { id: true } })
  return app?.id ?? null
}

/** The app that new consents go through: this one, unless another one is chosen that can be used. */
export async function requireDefault(tx: Tx, id: string): Promise<void> {
  const chosen = { isDefault: true, usable: true, retiredAt: null }
  if ((await tx.xeroApp.count({ where: chosen })) > 0) return
  await tx.xeroApp.updateMany({ where: { isDefault: true }, data: { isDefault: false } })
  await tx.xeroApp.updateMany({ where: { id }, data: { isDefault: true } })
}

/** Whoever registers an app or changes which one is the default does so alone, and before they lock an app. */
export async function lockDefault(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${CHOOSING})`
}

/** The other apps of a stand-in move with the environment's. */
async function moveBeside(tx: Tx, from: string, to: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "XeroApp" a SET "issuer" = ${to}
    WHERE a."issuer" = ${from} AND NOT EXISTS (
      SELECT FROM "XeroApp" b WHERE b."issuer" = ${to} AND b."clientId" = a."clientId")`
}

/** No token is sent to another issuer than the configured one. */
async function markUsable(tx: Tx, issuer: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "XeroApp" SET "usable" = ("issuer" = ${issuer} AND "removedAt" IS NULL)
    WHERE "usable" <> ("issuer" = ${issuer} AND "removedAt" IS NULL)`
}

async function findApp(tx: Tx, { issuer, clientId }: ConfiguredApp): Promise<FoundApp | null> {
  const rows = await tx.xeroApp.findMany({
    where: { clientId },
    select: { id: true, issuer: true, secretHints: true },
  })
  const same = rows.find((one) => one.issuer === issuer)
  const standIn = rows.find((one) => isLoopback(one.issuer) && isLoopback(issuer))
  return same ?? standIn ?? null
}

export function secretsPlace(id: string): Place {
  return { column: "XeroApp.clientSecrets", row: id }
}

// An arbitrary number, the same in every keeper.
const CHOOSING = 5_120_411
const FIRST_NAME = "Main app"

type FoundApp = { id: string; issuer: string; secretHints: string[] }
export type ConfiguredApp = {
  issuer: string
  clientId: string
  clientSecrets: string[]
  scopes: string[]
}
