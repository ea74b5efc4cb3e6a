import { clientSecretPlace } from "@/keeper/sso/settings/read-sso"
import type { Vault } from "@/keeper/vault/vault"
import type { Db } from "@/lib/db/create-db"
import type { GivenSso } from "@/lib/env-sso"

/**
 * Stores what the environment says about single sign-on, the secret sealed; without it, what it said before is gone, and what an
 * owner entered stays.
 */
export async function registerSso(db: Db, vault: Vault, given: GivenSso | null): Promise<void> {
  if (given === null) {
    await db.ssoSettings.deleteMany({ where: { fromEnvironment: true } })
    return
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
