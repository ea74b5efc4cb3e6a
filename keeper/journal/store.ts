import type { JournalLine } from "@/keeper/journal/entry"
import { findKeyId, type Vault } from "@/keeper/vault/vault"
import { DAMAGED } from "@/lib/damaged-values"

/** How many entries hang on each key. */
export async function countKeys({ read }: Pick<JournalStore, "read">): Promise<KeyCounts> {
  const counts: KeyCounts = {}
  for await (const { sealed } of read()) {
    const keyId = findKeyId(sealed) ?? DAMAGED
    counts[keyId] = (counts[keyId] ?? 0) + 1
  }
  return counts
}

export type KeyCounts = Record<string, number>
export type JournalStore = {
  /** As people are told: no password is in it. */
  name: string
  /** Rejects unless the lines outlive a crash. None: rejects unless some could be written. */
  append(lines: JournalLine[]): Promise<void>
  /** True once after it was found to hold nothing. */
  takeFirst(): boolean
  /** Every entry, in no order, some perhaps twice. */
  read(): AsyncGenerator<JournalLine>
  /** Removes what is superseded, now and then. */
  tidy(vault: Vault): Promise<void>
  /** Seals anew what another key sealed, as far as this keeper can. */
  reseal(vault: Vault): Promise<void>
  close(): Promise<void>
}
