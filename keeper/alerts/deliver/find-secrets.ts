import { channelPlace } from "@/keeper/alerts/channels/channel-secrets"
import type { Keeper } from "@/keeper/keeper"
import { tryOpen } from "@/keeper/vault/vault"

/**
 * What a webhook's messages are signed with: its secret, and the one before the last rotation while it still signs. Null: the
 * secret cannot be opened, and the log says why.
 */
export async function findSecrets(
  keeper: Keeper,
  { id, secretSealed }: { id: string; secretSealed: string },
): Promise<string[] | null> {
  const secret = await openSecret(keeper, id, { kind: "secret", sealed: secretSealed })
  // By the database's clock.
  const [row] = await keeper.db.$queryRaw<{ sealed: string }[]>`
    SELECT "previousSecretSealed" AS "sealed" FROM "AlertChannel"
    WHERE "id" = ${id}::uuid AND "previousSecretSealed" IS NOT NULL AND "previousSecretUntil" > clock_timestamp()`
  if (secret === null) return null
  if (row === undefined) return [secret]
  const before = await openSecret(keeper, id, { kind: "previousSecret", ...row })
  return before === null ? [secret] : [secret, before]
}

/** One of a webhook's secrets; null where it cannot be opened. */
export async function openSecret(
  { vault, log }: Keeper,
  channelId: string,
  { kind, sealed }: { kind: "secret" | "previousSecret"; sealed: string },
): Promise<string | null> {
  const opened = await tryOpen(vault, sealed, channelPlace(kind, channelId))
  if (opened.kind === "open") return opened.value
  const { keyId, error } = opened
  log.error({ event: "webhook_secret_shut", channelId, code: error.code, keyId })
  return null
}
