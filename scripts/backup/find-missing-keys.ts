import type { KeyCounts } from "@/keeper/journal/store"
import type { Vault } from "@/keeper/vault/vault"
import { DAMAGED } from "@/lib/damaged-values"
import { formatAmount } from "@/lib/format"
import type { SealedCounts } from "./read-backup"

/** Keys of a back-up and its journals that are not here, or are others under the same name. */
export async function findMissingKeys(
  { sealed, journals }: Counted,
  vault: Vault,
): Promise<MissingKeys> {
  const missing: MissingKeys = new Map()
  for (const [keyId, { count, samples }] of Object.entries(sealed)) {
    const opened = await Promise.all(samples.map((one) => opens(vault, one)))
    if (!opened.includes(true)) missing.set(keyId, [formatAmount(count, "value")])
  }
  for (const { name, counts } of journals) {
    for (const [keyId, count] of Object.entries(counts)) {
      if (vault.keyIds.includes(keyId) && !missing.has(keyId)) continue
      const entries = `${formatAmount(count, "entry", "entries")} of the journal ${name}`
      missing.set(keyId, [...(missing.get(keyId) ?? []), entries])
    }
  }
  return missing
}

/** One sentence for each key, present or missing. */
export function tellKeys({ sealed }: Pick<Counted, "sealed">, missing: MissingKeys): string[] {
  const here = Object.entries(sealed).filter(([keyId]) => !missing.has(keyId))
  return [
    ...here.map(
      ([keyId, { count }]) =>
        `The vault key ${keyId} is here; it sealed ${formatAmount(count, "value")}.`,
    ),
    ...[...missing].map(([keyId, what]) =>
      keyId === DAMAGED
        ? `Damaged, so that no key opens them: ${what.join(" and ")}.`
        : `The vault key ${keyId} is MISSING, or a different key has its name: ${what.join(" and ")} cannot be opened. Put the right one into VAULT_KEYS.`,
    ),
  ]
}

async function opens(vault: Vault, sealed: string): Promise<boolean> {
  return vault.reseal(sealed).then(
    () => true,
    () => false,
  )
}

type Counted = { sealed: SealedCounts; journals: { name: string; counts: KeyCounts }[] }
/** By key: what it sealed. */
export type MissingKeys = Map<string, string[]>
