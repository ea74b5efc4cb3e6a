import { channelPlace } from "@/keeper/alerts/channels/channel-secrets"
import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import { secretsPlace } from "@/keeper/register-app"
import { keyIdOf, type Place, type Vault } from "@/keeper/vault/vault"
import type { Db } from "@/lib/db/create-db"

/**
 * Opens one sealed value of every key id in use, before anything is written or sent. Rejects with the vault's error, which
 * names the key id that is missing or does not open.
 */
export async function probeVault(db: Db, vault: Vault): Promise<void> {
  const probed = new Set<string>()
  for (const { sealed, place } of await listSealed(db)) {
    const keyId = keyIdOf(sealed)
    if (probed.has(keyId)) continue
    await vault.open(sealed, place)
    probed.add(keyId)
  }
}

/** One value per distinct header is enough: the compact form starts with it, and it names the key. */
async function listSealed(db: Db): Promise<{ sealed: string; place: Place }[]> {
  const apps = await db.xeroApp.findMany({ select: { id: true, clientSecretsSealed: true } })
  const tokenSets = await db.tokenSet.findMany({
    where: { refreshTokenSealed: { not: null } },
    select: { id: true, refreshTokenSealed: true },
  })
  return [
    ...apps.map((one) => ({ sealed: one.clientSecretsSealed, place: secretsPlace(one.id) })),
    ...tokenSets.flatMap((one) =>
      one.refreshTokenSealed === null
        ? []
        : [{ sealed: one.refreshTokenSealed, place: refreshTokenPlace(one.id) }],
    ),
    ...(await listSealedOfChannels(db)),
  ]
}

async function listSealedOfChannels(db: Db): Promise<{ sealed: string; place: Place }[]> {
  const channels = await db.alertChannel.findMany({
    where: { removedAt: null },
    select: { id: true, smtpPasswordSealed: true, secretSealed: true },
  })
  return channels.flatMap(({ id, smtpPasswordSealed, secretSealed }) => [
    ...(smtpPasswordSealed === null
      ? []
      : [{ sealed: smtpPasswordSealed, place: channelPlace("smtpPassword", id) }]),
    ...(secretSealed === null ? [] : [{ sealed: secretSealed, place: channelPlace("secret", id) }]),
  ])
}
