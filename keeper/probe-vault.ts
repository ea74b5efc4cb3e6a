import { channelPlace } from "@/keeper/alerts/channels/channel-secrets"
import { secretsPlace } from "@/keeper/apps/register-app"
import { blockPlace } from "@/keeper/audit/block-hash"
import { answerPlace } from "@/keeper/consent/exchange"
import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import { importedTokenPlace } from "@/keeper/imports/imported-token-place"
import { importAnswerPlace } from "@/keeper/imports/save-row-answer"
import { findMailServer, sealedPlace } from "@/keeper/mail/mail-server"
import { clientSecretPlace } from "@/keeper/sso/settings/read-sso"
import { findKeyId, type Place, tryOpen, type Vault, type VaultError } from "@/keeper/vault/vault"
import type { Db } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

/**
 * Proves the key that seals, and every key that sealed the app's, single sign-on's, the mail server's or an alert channel's
 * secrets, or an answer of Xero's that is not judged yet, before anything is written or sent: one value that it sealed must
 * open. Rejects with the vault's error, which names the key id that is missing or does not open. A single row that does not
 * open is told where it is used, and so is a key that sealed token sets alone.
 */
export async function probeVault(db: Db, vault: Vault): Promise<void> {
  const settings: Sealed[] = []
  for (const list of OF_SETTINGS) settings.push(...(await list(db)))
  const sealed = [...settings, ...(await listSealedTokenSets(db)), ...(await listSealedBlocks(db))]
  for (const keyId of new Set([vault.sealingKeyId, ...settings.flatMap(keyIdsOf)]))
    await requireOneOpen(
      vault,
      sealed.filter((one) => keyIdsOf(one).includes(keyId)),
    )
}

async function requireOneOpen(vault: Vault, values: Sealed[]): Promise<void> {
  let last: VaultError | null = null
  for (const { sealed, place } of values) {
    if (sealed === null) continue
    const opened = await tryOpen(vault, sealed, place)
    if (opened.kind === "open") return
    last = opened.error
  }
  if (last !== null) throw last
}

/** None where it is no sealed value at all. */
function keyIdsOf({ sealed }: Sealed): string[] {
  const keyId = sealed === null ? null : findKeyId(sealed)
  return keyId === null ? [] : [keyId]
}

async function listSealedOfApps(db: Db): Promise<Sealed[]> {
  const apps = await db.xeroApp.findMany({ select: { id: true, clientSecretsSealed: true } })
  return apps.map((one) => ({ sealed: one.clientSecretsSealed, place: secretsPlace(one.id) }))
}

async function listSealedOfSso(db: Db): Promise<Sealed[]> {
  const rows = await db.ssoSettings.findMany({
    where: { fromEnvironment: false },
    select: { issuer: true, clientId: true, clientSecretSealed: true },
  })
  return rows.map((one) => ({ sealed: one.clientSecretSealed, place: clientSecretPlace(one) }))
}

/** Each is the only copy of a chain. */
async function listSealedAnswers(db: Db): Promise<Sealed[]> {
  const consents = await db.consentRequest.findMany({
    where: { answerSealed: { not: null }, outcome: { equals: Prisma.DbNull } },
    select: { id: true, answerSealed: true },
  })
  return consents.map((one) => ({ sealed: one.answerSealed, place: answerPlace(one.id) }))
}

/** Likewise: a token that is to be presented, and an answer that no chain holds yet. */
async function listSealedImports(db: Db): Promise<Sealed[]> {
  const rows = await db.importRow.findMany({
    where: { tokenSealed: { not: null }, nextAttemptAt: { not: null } },
    select: { id: true, tokenSealed: true },
  })
  const attempts = await db.importAttempt.findMany({
    where: { answerSealed: { not: null } },
    select: { id: true, answerSealed: true },
  })
  return [
    ...rows.map((one) => ({ sealed: one.tokenSealed, place: importedTokenPlace(one.id) })),
    ...attempts.map((one) => ({ sealed: one.answerSealed, place: importAnswerPlace(one.id) })),
  ]
}

async function listSealedTokenSets(db: Db): Promise<Sealed[]> {
  const tokenSets = await db.tokenSet.findMany({
    where: { refreshTokenSealed: { not: null } },
    select: { id: true, refreshTokenSealed: true },
  })
  return tokenSets.map((one) => ({
    sealed: one.refreshTokenSealed,
    place: refreshTokenPlace(one.id),
  }))
}

/** Some of the newest: what proves a key where a single row that it sealed is damaged. */
async function listSealedBlocks(db: Db): Promise<Sealed[]> {
  const blocks = await db.auditBlock.findMany({
    select: { number: true, hashSealed: true },
    orderBy: { number: "desc" },
    take: 100,
  })
  return blocks.map(({ number, hashSealed: sealed }) => ({ sealed, place: blockPlace(number) }))
}

async function listSealedOfChannels(db: Db): Promise<Sealed[]> {
  const channels = await db.alertChannel.findMany({
    where: { removedAt: null },
    select: { id: true, secretSealed: true },
  })
  return channels.map(({ id, secretSealed: sealed }) => ({
    sealed,
    place: channelPlace("secret", id),
  }))
}

async function listSealedOfMail(db: Db): Promise<Sealed[]> {
  const server = await findMailServer(db)
  return server === null ? [] : [{ sealed: server.passwordSealed, place: sealedPlace(server) }]
}

const OF_SETTINGS = [
  ...[listSealedOfApps, listSealedOfChannels, listSealedOfMail],
  ...[listSealedAnswers, listSealedImports, listSealedOfSso],
]

type Sealed = { sealed: string | null; place: Place }
