import { channelPlace } from "@/keeper/alerts/channels/channel-secrets"
import type { Keeper } from "@/keeper/keeper"

/** What a webhook's messages are signed with: its secret, and the one before the last rotation while it still signs. */
export async function findSecrets(
  keeper: Keeper,
  { id, secretSealed }: { id: string; secretSealed: string },
): Promise<string[]> {
  const secret = await keeper.vault.open(secretSealed, channelPlace("secret", id))
  // By the database's clock.
  const [row] = await keeper.db.$queryRaw<{ sealed: string }[]>`
    SELECT "previousSecretSealed" AS "sealed" FROM "AlertChannel"
    WHERE "id" = ${id}::uuid AND "previousSecretSealed" IS NOT NULL AND "previousSecretUntil" > clock_timestamp()`
  if (row === undefined) return [secret]
  return [secret, await keeper.vault.open(row.sealed, channelPlace("previousSecret", id))]
}
