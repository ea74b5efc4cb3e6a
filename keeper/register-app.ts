import { randomUUID } from "node:crypto"
import type { Vault } from "@/keeper/vault/vault"
import type { Db, Tx } from "@/lib/db/create-db"
import { isLoopback } from "@/lib/loopback"

/**
 * Makes the configured Xero app the current one and keeps its secrets sealed. A stand-in on loopback stays the same app
 * when its port changes, so that what was connected in it stays connected.
 */
export async function registerApp(db: Db, vault: Vault, app: ConfiguredApp): Promise<string> {
  const { issuer, clientId, scopes } = app
  const id = (await findApp(db, app)) ?? randomUUID()
  const clientSecretsSealed = await vault.seal(JSON.stringify(app.clientSecrets), secretsPlace(id))
  await db.$transaction(async (tx) => {
    await tx.xeroApp.updateMany({
      where: { id: { not: id }, current: true },
      data: { current: false },
    })
    const row = { issuer, scopes, current: true, clientSecretsSealed }
    await tx.xeroApp.upsert({
      where: { id },
      create: { id, clientId, ...row },
      update: row,
      select: { id: true },
    })
  })
  return id
}

/** The app that a copied database came with. */
export async function findCurrentApp(db: Db): Promise<string | null> {
  const app = await db.xeroApp.findFirst({ where: { current: true }, select: { id: true } })
  return app?.id ?? null
}

async function findApp(db: Tx, { issuer, clientId }: ConfiguredApp): Promise<string | null> {
  const rows = await db.xeroApp.findMany({
    where: { clientId },
    select: { id: true, issuer: true },
  })
  const same = rows.find((one) => one.issuer === issuer)
  const standIn = rows.find((one) => isLoopback(one.issuer) && isLoopback(issuer))
  return (same ?? standIn)?.id ?? null
}

export function secretsPlace(id: string): { column: string; row: string } {
  return { column: "XeroApp.clientSecrets", row: id }
}

export type ConfiguredApp = {
  issuer: string
  clientId: string
  clientSecrets: string[]
  scopes: string[]
}
