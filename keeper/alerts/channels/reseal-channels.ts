import { channelPlace } from "@/keeper/alerts/channels/channel-secrets"
import type { Keeper } from "@/keeper/keeper"
import { keyIdOf } from "@/keeper/vault/vault"

const SECRETS = [
  ["secret", "secretSealed"],
  ["previousSecret", "previousSecretSealed"],
] as const

/** Seals anew, with the first key, what older keys sealed, so that an older key can be dropped later. */
export async function resealChannels(keeper: Keeper): Promise<void> {
  const channels = await keeper.db.alertChannel.findMany({
    where: { removedAt: null },
    select: {
      id: true,
      secretSealed: true,
      previousSecretSealed: true,
    },
  })
  for (const channel of channels) {
    for (const [what, column] of SECRETS) {
      const before = channel[column]
      const after =
        before === null ? null : await reseal(keeper, before, channelPlace(what, channel.id))
      if (after === null) continue
      // Only if no one has changed it in the meantime.
      await keeper.db.alertChannel.updateMany({
        where: { id: channel.id, [column]: before },
        data: { [column]: after },
      })
    }
  }
}

async function reseal(
  { vault }: Keeper,
  sealed: string,
  place: ReturnType<typeof channelPlace>,
): Promise<string | null> {
  const after = await vault.seal(await vault.open(sealed, place), place)
  return keyIdOf(after) === keyIdOf(sealed) ? null : after
}
