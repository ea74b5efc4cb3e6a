import { clientSecretPlace } from "@/keeper/sso/settings/read-sso"
import { tryOpen, type Vault } from "@/keeper/vault/vault"
import type { Db } from "@/lib/db/create-db"
import type { GivenSso } from "@/lib/env-sso"

/**
 * Stores what the environment says about single sign-on, the secret sealed; without it, what it said before is gone, and what an
 * owner entered is sealed with the first key from now on, so that an older one can be dropped later.
 */
export async function registerSso(db: Db, vault: Vault, given: GivenSso | null): Promise<void> {
  if (given === null) {
    await db.ssoSettings.deleteMany({ where: { fromEnvironment: true } })
    return reseal(db, vault)
  }
  const { clientSecret, ...settings } = given
  const clientSecretSealed = await vault.seal(clientSecret, clientSecretPlace(settings))
  const row = { ...settings, clientSecretSealed, fromEnvironment: true }
  await db.ssoSettings.upsert({
    where: { singleton: true },
    create: row,
    update: row,
    select: { singleton: true },
  })
}

async function reseal(db: Db, vault: Vault): Promise<void> {
  const row = await db.ssoSettings.findFirst({
    select: { issuer: true, clientId: true, clientSecretSealed: true },
  })
  if (row === null) return
  const place = clientSecretPlace(row)
  const opened = await tryOpen(vault, row.clientSecretSealed, place)
  if (opened.kind === "shut") return
  const clientSecretSealed = await vault.seal(opened.value, place)
  // Only if no one has changed it in the meantime.
  await db.ssoSettings.updateMany({
    where: { clientSecretSealed: row.clientSecretSealed },
    data: { clientSecretSealed },
  })
}
